use super::{Failure, ImportOptions};
use domain::contacts::{
    calls::Unknown,
    logs::{
        Format, Reader,
        clouds::{Cloud, Maker},
        delimited::{Delimited, Map},
        freeswitch::FreeSwitch,
        queue_log::QueueLog,
        sniff,
    },
};

/// How a file is going to be read.
pub(super) struct Choice {
    pub format: Format,
    pub source: String,
    pub unknown: Unknown,
    pub reader: Reader,
}

/// Chooses a reader by what is asked for, by the mapping, or by the beginning of the file.
pub(super) fn choose(options: &ImportOptions, beginning: &[u8]) -> Result<Choice, Failure> {
    let map: Option<Map> = options
        .map
        .as_deref()
        .map(toml::from_str)
        .transpose()
        .map_err(|error: toml::de::Error| Failure::Map(error.to_string()))?;
    let format = options.format.or(map.as_ref().map(|map| map.format));
    let format = format.or_else(|| sniff(beginning)).ok_or(Failure::Unrecognised)?;
    let named = options.source.clone().or(map.as_ref().map(|map| map.source.clone()));
    let source = named.unwrap_or_else(|| format.word().to_owned());
    let unknown = map.as_ref().map_or(Unknown::Create, |map| map.unknown_places.into());
    let mut aliases = options.agents.clone();
    aliases.extend(map.iter().flat_map(|map| map.agents.clone()));
    let topics = map.as_ref().map(Map::topics).unwrap_or_default();
    let cloud = |maker: Maker| {
        Reader::Cloud(Cloud::new(maker, &source, aliases.clone()).with_topics(topics.clone()))
    };
    let reader = match format {
        Format::QueueLog => Reader::QueueLog(QueueLog::new(&source, aliases.clone())),
        Format::FreeSwitch => Reader::FreeSwitch(FreeSwitch::new(&source, aliases.clone())),
        Format::Connect => cloud(Maker::Connect),
        Format::Genesys => cloud(Maker::Genesys),
        Format::Twilio => cloud(Maker::Twilio),
        Format::Delimited => {
            let mut map = map.ok_or(Failure::Unrecognised)?;
            map.source.clone_from(&source);
            Reader::Delimited(Box::new(Delimited::new(map).map_err(Failure::Map)?))
        }
    };
    Ok(Choice { format, source, unknown, reader })
}
