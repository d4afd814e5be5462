//! Configuration: a TOML file, then variables, then defaults.

use crate::{Channels, Exchange, Mail, Pec, Post, Push, Sms};
use serde::Deserialize;
use std::{
    env, fs, io,
    path::{Path, PathBuf},
};

/// Everything that can be set.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// Where the data is: `sqlite://path` or `postgres://…`.
    pub database_url: Option<String>,
    /// The role the program takes on PostgreSQL: one that owns nothing.
    pub database_role: Option<String>,
    /// The folder for the embedded database where no URL is given.
    pub data: Option<PathBuf>,
    /// Where to listen.
    pub listen: Option<String>,
    /// True where the site is reached by https only.
    pub secure_cookies: bool,
    /// True where a proxy of ours stands before the program.
    pub behind_proxy: bool,
    /// Telephone exchanges that are listened to.
    #[serde(rename = "exchange")]
    pub exchanges: Vec<Exchange>,
    /// In whose name letters go, and to which servers.
    pub mail: Vec<Mail>,
    /// Certified accounts.
    pub pec: Vec<Pec>,
    /// In whose name text messages go, and who takes them.
    pub sms: Vec<Sms>,
    /// Who we are to the makers of browsers, where clients' devices are rung.
    pub push: Option<Push>,
    /// Printers of letters on paper.
    pub post: Vec<Post>,
    /// Accounts of Twilio that call back.
    pub twilio: Vec<Twilio>,
}

/// An account of Twilio, whose TaskRouter tells its events by calling back.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Twilio {
    /// What it is called: the source of its facts. That of imports of its events.
    pub name: String,
    /// Its `AccountSid`.
    pub account: String,
    /// Its auth token, with which it signs.
    pub token: String,
    /// The address that it calls, letter by letter as it was entered there.
    pub url: String,
    /// The attribute of its tasks that says what a call was about.
    pub topic: Option<String>,
    /// The company by its host name, where the house has more than one.
    pub tenant: Option<String>,
}

/// A configuration that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {0}")]
    Unreadable(PathBuf, #[source] io::Error),
    /// The file is not what we expect.
    #[error("the configuration {0} has a fault")]
    Faulty(PathBuf, #[source] toml::de::Error),
}

impl Config {
    /// The configuration of this run.
    ///
    /// # Errors
    /// Where the file that was named cannot be read or has an unknown key.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let mut config = match file {
            None => Self::default(),
            Some(path) => {
                let text = fs::read_to_string(path)
                    .map_err(|error| ConfigError::Unreadable(path.into(), error))?;
                toml::from_str(&text).map_err(|error| ConfigError::Faulty(path.into(), error))?
            }
        };
        let variable = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        if let Some(url) = variable("PREMURA_DATABASE_URL") {
            config.database_url = Some(url);
        }
        if let Some(role) = variable("PREMURA_DATABASE_ROLE") {
            config.database_role = Some(role);
        }
        if let Some(data) = variable("PREMURA_DATA") {
            config.data = Some(data.into());
        }
        if let Some(listen) = variable("PREMURA_LISTEN") {
            config.listen = Some(listen);
        }
        let truth = |name: &str, before: bool| variable(name).map_or(before, |it| it == "true");
        config.secure_cookies = truth("PREMURA_SECURE_COOKIES", config.secure_cookies);
        config.behind_proxy = truth("PREMURA_BEHIND_PROXY", config.behind_proxy);
        Ok(config)
    }

    /// The channels by which the house speaks.
    pub fn channels(&self) -> Channels<'_> {
        let push = self.push.as_ref();
        Channels { mail: &self.mail, pec: &self.pec, sms: &self.sms, push, post: &self.post }
    }

    /// Where the data is.
    pub fn url(&self) -> String {
        self.database_url.clone().unwrap_or_else(|| {
            let folder = self.data.clone().unwrap_or_else(|| "premura-data".into());
            format!("sqlite://{}", folder.join("premura.db").display())
        })
    }

    /// Where to listen.
    pub fn listen(&self) -> &str {
        self.listen.as_deref().unwrap_or("127.0.0.1:8040")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Make, Window};

    /// The default file: every key with its meaning.
    const DEFAULT: &str = include_str!("../premura.toml");

    #[test]
    fn the_default_file_names_every_key_and_says_what_the_defaults_are() {
        let uncommented: String = DEFAULT
            .lines()
            .filter_map(|line| line.strip_prefix("# "))
            .filter(|rest| rest.contains(" = ") || (rest.starts_with('[') && rest.ends_with(']')))
            .map(|line| format!("{line}\n"))
            .collect();
        let config: Config = toml::from_str(&uncommented).expect("every key is known");
        assert_eq!(config.listen(), Config::default().listen());
        assert!(config.database_role.is_some() && config.data.is_some());
        let exchange = config.exchanges.first().expect("one stands there as an example");
        assert_eq!((exchange.kind, exchange.inbound.len()), (Make::Asterisk, 1));
        let twilio = config.twilio.first().expect("one stands there as an example");
        assert!(twilio.url.starts_with("https://") && twilio.tenant.is_some());
        let mail = config.mail.first().expect("one stands there as an example");
        assert!(
            mail.folder.is_some()
                && mail.maildir.is_some()
                && mail.tenant.is_some()
                && mail.relays.len() == 1
        );
        assert!(mail.mailbox.is_some() && mail.dkim.len() == 1);
        let pec = config.pec.first().expect("one stands there as an example");
        assert!(pec.anchors.is_some() && pec.maildir.is_some() && pec.relays.len() == 1);
        let sms = config.sms.first().expect("one stands there as an example");
        let (smpp, http) = (sms.smpp.as_ref().expect("one"), sms.http.as_ref().expect("one"));
        assert!(smpp.manners.binding.is_some() && smpp.manners.nobody.len() == 1);
        assert!(http.trusted.is_some() && http.answers.len() == 1 && sms.folder.is_some());
        let push = config.push.as_ref().expect("one stands there as an example");
        assert!(push.hosts.is_some() && push.trusted.is_some());
        let post = config.post.first().expect("one stands there as an example");
        assert!(post.status.is_some() && post.from.len() > 2 && post.kinds.len() == 2);
        assert_eq!((post.window, post.every_minutes), (Window::Right, 60));
        let bucket = post.bucket.as_ref().expect("one stands there as an example");
        assert!(bucket.trusted.is_some() && bucket.status.is_some());
        let relay = &mail.relays[0];
        assert!(relay.port.is_some() && relay.user.is_some() && relay.trusted.is_some());
        assert!(exchange.log.is_some() && exchange.tenant.is_some() && !exchange.agents.is_empty());
    }
}
