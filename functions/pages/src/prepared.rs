//! Pages that were rendered and compressed when the site was compiled. Their pieces are put one after the other, with
//! where the site is between them; a visitor who takes no gzip gets what that unpacks to.

use crate::Pages;
use crate::content::Content;
use crate::encoding::Coding;
use crate::rendered::{cache_for, finish};
use crate::visit::Visit;
use crc32fast::Hasher as Checksum;
use flate2::read::GzDecoder;
use lambda_http::http::{HeaderMap, StatusCode};
use lambda_http::{Body, Response};
use shared::failure::Failure;
use shared::response::{self, Audience};
use shared::site::{Part, Piece, Rendering};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Read;

impl Pages {
    /// The response to a visitor who may have the page already; `max_age` is in seconds.
    pub(crate) fn show_prepared(
        &self,
        rendering: &Rendering<'_>,
        visit: &Visit,
        headers: &HeaderMap,
        max_age: i64,
    ) -> Result<Response<Body>, Failure> {
        let coding = Coding::choose(headers, &[Coding::Gzip, Coding::Identity]);
        let mut hasher = DefaultHasher::new();
        (rendering.tag, &visit.origin).hash(&mut hasher);
        let tag = format!("{:016x}", hasher.finish());
        let response = response::html(StatusCode::OK, String::new(), Audience::Everyone);
        finish(response, headers, &tag, coding, &cache_for(max_age), || {
            let gzip = gzip(rendering, &visit.origin, &self.content);
            let body = gzip.and_then(|gzip| match coding {
                Coding::Gzip => Some(Body::Binary(gzip)),
                _ => gunzip(&gzip).map(Body::Text),
            });
            body.ok_or_else(|| {
                tracing::error!("the pieces of a page do not fit together");
                Failure::Internal
            })
        })
    }
}

fn gunzip(gzip: &[u8]) -> Option<String> {
    let mut plain = String::new();
    GzDecoder::new(gzip).read_to_string(&mut plain).ok()?;
    Some(plain)
}

/// A page as gzip has it ([RFC 1952](https://www.rfc-editor.org/rfc/rfc1952)); nothing, if a piece of it is missing.
fn gzip(rendering: &Rendering<'_>, origin: &str, content: &Content) -> Option<Vec<u8>> {
    let mut gzip = Gzip::default();
    for part in &rendering.parts {
        match part {
            Part::Own(piece) => gzip.add(piece),
            Part::Shared(number) => gzip.add(&content.piece(*number)?),
            Part::Text(text) => gzip.write(text),
            Part::Origin => gzip.write(origin),
        }
    }
    Some(gzip.finish())
}

/// Compressed with DEFLATE, made by an unknown system, at an unknown time.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
/// An empty block, which says that it is the last.
const LAST_BLOCK: [u8; 2] = [3, 0];

#[derive(Default)]
struct Gzip {
    blocks: Vec<u8>,
    /// What was written since the last piece.
    written: Vec<u8>,
    checksum: Checksum,
    length: u32,
}

impl Gzip {
    fn write(&mut self, text: &str) {
        self.written.extend(text.as_bytes());
    }

    fn add(&mut self, piece: &Piece<'_>) {
        self.store();
        self.blocks.extend(&*piece.deflated);
        self.checksum.combine(&Checksum::new_with_initial_len(piece.checksum, piece.length.into()));
        self.length = self.length.wrapping_add(piece.length);
    }

    /// What was written, in blocks that are not compressed (RFC 1951, section 3.2.4): it is short, and nobody waits for
    /// a compressor.
    fn store(&mut self) {
        self.checksum.update(&self.written);
        for block in self.written.chunks(u16::MAX.into()) {
            let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
            self.blocks.push(0);
            self.blocks.extend(length.to_le_bytes());
            self.blocks.extend((!length).to_le_bytes());
            self.blocks.extend(block);
            self.length = self.length.wrapping_add(length.into());
        }
        self.written.clear();
    }

    fn finish(mut self) -> Vec<u8> {
        self.store();
        let trailer = [self.checksum.finalize(), self.length].map(u32::to_le_bytes);
        [HEADER.as_slice(), &self.blocks, &LAST_BLOCK, trailer.as_flattened()].concat()
    }
}
