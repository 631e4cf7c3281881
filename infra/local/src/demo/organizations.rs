//! Invented organizations, people and reasons. Their domains are reserved for examples (RFC 2606).

use super::story::Story::{
    self, Accepted, Asked, AskedTwice, Declined, InReview, Received, Released, Spam, UndoneDecline, Withdrawn,
};

/// A sample application.
pub(super) struct Sample {
    pub(super) name: &'static str,
    /// The trade name, for a name that not every reader can read.
    pub(super) public_name: Option<&'static str>,
    /// The host name, below `.example`.
    pub(super) domain: &'static str,
    pub(super) country: &'static str,
    pub(super) contact: &'static str,
    /// Days since it was submitted.
    pub(super) days_ago: u16,
    pub(super) story: Story,
    pub(super) why: &'static str,
}

const fn sample(
    (name, domain, country, contact): (&'static str, &'static str, &'static str, &'static str),
    days_ago: u16,
    story: Story,
    why: &'static str,
) -> Sample {
    Sample { name, public_name: None, domain, country, contact, days_ago, story, why }
}

impl Sample {
    const fn known_as(self, name: &'static str) -> Self {
        Self { public_name: Some(name), ..self }
    }
}

/// Thirty applications in every state. Those that were declined or withdrawn are younger than such are kept.
pub(super) const SAMPLES: [Sample; 30] = [
    sample(
        ("Aldermoor Trials Ltd", "aldermoor-trials", "GB", "Imogen Pryce"),
        330,
        Accepted,
        "We answer every consultation alone. We would rather write one good letter with others than five short ones.",
    ),
    sample(
        ("Vantaa Kliinikka Oy", "vantaa-kliinikka", "FI", "Aino Räsänen"),
        318,
        Accepted,
        "Our monitors work in four Nordic countries under four readings of the same rule. We want to help to make it one.",
    ),
    sample(
        ("Pinegrove Biometrics, Inc.", "pinegrove-biometrics", "US", "Marcus Bell"),
        160,
        Declined,
        "We sell statistical software to hospitals and would like to be listed.",
    ),
    sample(
        ("Estúdios Ribeira Lda.", "ribeira-estudos", "PT", "Tomás Figueiredo"),
        287,
        Accepted,
        "We started with two people ten years ago. Now we run trials in Portugal and Brazil, and have nobody who follows policy.",
    ),
    sample(
        ("Kestrel Data Services GmbH", "kestrel-data", "DE", "Jana Vogt"),
        266,
        Accepted,
        "Sponsors ask us what we do about machine learning in trials. We would like an answer that a whole industry stands behind.",
    ),
    sample(
        ("Northlight Site Network", "northlight-sites", "CA", "Hélène Gagnon"),
        140,
        Withdrawn,
        "Our sites would like to be heard before protocols are final.",
    ),
    sample(
        ("Saffron Research Pvt. Ltd.", "saffron-research", "IN", "Priya Raghavan"),
        238,
        Accepted,
        "Half of our studies are sponsored from abroad. Rules about data that crosses borders decide whether they come to us.",
    ),
    sample(
        ("Marlowe & Finch Consulting", "marlowe-finch", "GB", "Oliver Finch"),
        110,
        Declined,
        "We advise clinical researchers on tax and would like to meet your members.",
    ),
    sample(
        ("Tidewater Phase One, LLC", "tidewater-phase-one", "US", "Denise Okafor"),
        204,
        Accepted,
        "First-in-human work is all we do. We have data on safety that regulators have asked for and nobody has pooled.",
    ),
    sample(
        ("株式会社あおば臨床", "aoba-rinsho", "JP", "中村 恵"),
        189,
        Accepted,
        "日本とアジアの治験のルールづくりに、実務の視点から参加したいと考えています。",
    )
    .known_as("Aoba Clinical Research"),
    sample(
        ("Quillfeather eConsent ApS", "quillfeather", "DK", "Mads Thygesen"),
        171,
        Accepted,
        "Consent on a screen is treated differently in every country that we work in. We have the evidence to compare.",
    ),
    sample(
        ("Bramble Hill Clinical", "bramble-hill", "IE", "Aoife Tierney"),
        152,
        Accepted,
        "We are small and specialize in rare diseases. Big voices speak well for big trials, and we would like to add ours.",
    ),
    sample(("Orlová Výzkum s.r.o.", "orlova-vyzkum", "CZ", "Zuzana Orlová"), 133, Declined, "Chceme se stát členem."),
    sample(
        ("Copperline Imaging", "copperline-imaging", "NL", "Sanne de Wit"),
        118,
        Accepted,
        "Imaging endpoints need standards, and standards need the people who read the images.",
    ),
    sample(
        ("Lumen Decentralized Trials", "lumen-trials", "US", "Carla Jimenez"),
        96,
        Accepted,
        "A third of our participants never visit a site. We want the rules to fit them as well.",
    ),
    sample(
        ("Haverford Pharmacovigilance", "haverford-pv", "CH", "Luca Baumann"),
        81,
        Accepted,
        "We process safety reports for forty sponsors and see each duplicate twice.",
    ),
    sample(
        ("Sundara Bioanalytics", "sundara-bio", "SG", "Mei Lin Tan"),
        64,
        AskedTwice,
        "Our laboratory serves trials in eleven countries of the region.",
    ),
    sample(
        ("Aldermoor Trials (Ireland) DAC", "aldermoor-trials", "IE", "Conor Daly"),
        52,
        InReview,
        "We are the Irish company of a member and would like our own vote in European matters.",
    ),
    sample(
        ("Fjordline Klinisk AS", "fjordline-klinisk", "NO", "Sindre Lund"),
        45,
        Asked,
        "We follow the European regulation without a seat at the table. Your members have one.",
    ),
    sample(
        ("Cedar & Salt Research", "cedar-salt", "LB", "Nadine Haddad"),
        38,
        InReview,
        "Trials in our region stop at borders that diseases don't stop at.",
    ),
    sample(
        ("Mapleshade eSource", "mapleshade-esource", "CA", "Peter Wójcik"),
        31,
        UndoneDecline,
        "We move data from health records into trials without retyping, and would like to help to write down how to do that safely.",
    ),
    sample(
        ("Velden Statistiek B.V.", "velden-statistiek", "NL", "Bram van der Velden"),
        26,
        Released,
        "Risk-based monitoring lives on good statistics. We would like to share ours.",
    ),
    sample(
        ("Ikhwezi Clinical Sites", "ikhwezi-sites", "ZA", "Thandiwe Ndlovu"),
        19,
        Received,
        "Our sites recruit people whom trials rarely reach. We would like to show what makes that work.",
    ),
    sample(
        ("Glasswing Randomization", "glasswing", "US", "Ethan Cole"),
        15,
        Received,
        "We randomize for half a million participants a year and are asked for evidence of how.",
    ),
    sample(
        ("Okoume Santé SARL", "okoume-sante", "GA", "Estelle Ndong"),
        12,
        Received,
        "Nous voulons que les essais menés en Afrique centrale suivent les mêmes règles que partout ailleurs.",
    ),
    sample(
        ("Best Followers Agency", "best-followers", "US", "Kim"),
        9,
        Spam,
        "Buy followers today at https://best-followers.example/a and https://best-followers.example/b or https://best-followers.example/c",
    ),
    sample(
        ("Bramble Hill Clinical Ltd", "bramblehill-clinical", "IE", "Aoife Tierney"),
        6,
        Received,
        "We think that our first application was lost, so here it is again.",
    ),
    sample(
        ("Tarn Valley Oncology Trials", "tarn-valley", "GB", "Rhys Morgan"),
        4,
        InReview,
        "Children with cancer wait for trials that adults have had for years. We would like to help change the rules that make them wait.",
    ),
    sample(
        ("Hexagon Vert Data SAS", "hexagon-vert", "FR", "Camille Laurent"),
        2,
        Received,
        "We host health data under French law, and meet ten ideas a week of what European law will ask.",
    ),
    sample(
        ("Juniper Street Clinical", "juniper-street", "US", "Rosa Delgado"),
        0,
        Received,
        "We are four sites that became one company last year, and would like to grow up in good company.",
    ),
];
