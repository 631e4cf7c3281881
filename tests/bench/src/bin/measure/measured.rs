//! All measurements of a program and its first event.

use crate::Outcome;
use crate::callgrind::Instructions;
use crate::cold::{self, Starts};
use crate::sizes::Size;
use crate::stand::Stand;
use crate::subject::Subject;

/// The measurements that do not depend on the machine.
#[derive(Debug, Clone)]
pub struct Weighed {
    /// The function's or the floor's name.
    pub function: String,
    /// Its instructions.
    pub instructions: Instructions,
    /// Its size.
    pub size: Size,
}

/// All measurements.
pub struct Measured {
    /// Its starts.
    pub starts: Starts,
    /// Its instructions and size.
    pub weighed: Weighed,
    /// Instructions for another event.
    pub another: u64,
}

/// Measures every subject, with `number` starts.
pub async fn measure(stand: &Stand, subjects: &[Subject], number: usize) -> Outcome<Vec<Measured>> {
    eprintln!("starting each {number} times");
    let starts = cold::starts(stand, subjects, number).await?;
    eprintln!("counting instructions");
    let mut measured = Vec::new();
    for (subject, starts) in subjects.iter().zip(starts) {
        let weighed = weigh(stand, subject).await?;
        let another = weighed.instructions.another(stand, subject).await?;
        measured.push(Measured { starts, weighed, another });
    }
    Ok(measured)
}

/// Counts instructions and bytes.
pub async fn weigh(stand: &Stand, subject: &Subject) -> Outcome<Weighed> {
    let (function, size) = (subject.function.clone(), Size::of(&subject.launch.program)?);
    Ok(Weighed { function, instructions: Instructions::of(stand, subject).await?, size })
}

impl Weighed {
    /// Returns its instructions until readiness and until the first response, relative to the floor.
    pub fn over(&self, floor: &Self) -> (f64, f64) {
        let (own, floor) = (self.instructions, floor.instructions);
        (own.ready as f64 / floor.ready as f64, own.first as f64 / floor.first as f64)
    }
}

impl Measured {
    /// Returns the CPU time until the first response, relative to the floor.
    pub fn cpu_over(&self, floor: &Self) -> f64 {
        self.starts.first_cpu.median() / floor.starts.first_cpu.median()
    }
}
