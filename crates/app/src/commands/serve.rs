use super::Outcome;
use crate::{Config, Place, Push, Stop, config::Twilio, listening, nightly, sending, working};
use std::{error::Error, future::IntoFuture, sync::Arc, time::Duration};
use tokio::{net::TcpListener, runtime::Builder};
use web::{Account, App, Pushing, Reporter, Settings};

/// Serves the site, works at what is due, listens to exchanges, and sends, until told to end.
pub fn run(place: &Place, config: &Config) -> Outcome {
    let settings =
        Settings { secure_cookies: config.secure_cookies, behind_proxy: config.behind_proxy };
    let reporters = sending::reporters(place, &config.sms)?;
    let pushing = config.push.as_ref().map(Push::told).transpose()?;
    let site = Serving { settings, accounts: accounts(place, config)?, reporters, pushing };
    let stop = Stop::default();
    let mut workers = working::start(place, &stop)?;
    workers.extend(listening::start(place, &config.exchanges, &stop)?);
    let senders = sending::start(place, config.channels(), &stop)?;
    workers.extend(nightly::start(place, &config.exchanges, &stop)?);
    let served = listen(place, config.listen(), site, |address| {
        eprintln!("premura: ready at http://{address}");
    });
    stop.say();
    for worker in workers {
        worker.join().map_err(|_| "a worker ended badly")?;
    }
    sending::leave(senders);
    served?;
    Ok(0)
}

/// How the site is served, and who calls it back.
#[derive(Default)]
pub struct Serving {
    /// How it is served.
    pub settings: Settings,
    /// Whose signed callbacks are taken.
    pub accounts: Vec<Account>,
    /// Services whose reports of text messages are taken.
    pub reporters: Vec<Reporter>,
    /// How browsers are asked whether clients may be told on their devices.
    pub pushing: Option<Pushing>,
}

fn accounts(place: &Place, config: &Config) -> Result<Vec<Account>, Box<dyn Error>> {
    let account = |one: &Twilio| {
        if [&one.name, &one.account, &one.token, &one.url].iter().any(|text| text.is_empty()) {
            return Err("an account of Twilio lacks its name, sid, token or address".into());
        }
        Ok(Account {
            tenant: place.tenant(one.tenant.as_deref())?.id,
            source: one.name.clone(),
            sid: one.account.clone(),
            token: one.token.clone(),
            url: one.url.clone(),
            topic: one.topic.clone(),
        })
    };
    config.twilio.iter().map(account).collect()
}

/// Serves the site until the process is told to end; says when it is ready.
pub fn listen(
    place: &Place,
    address: &str,
    site: Serving,
    ready: impl FnOnce(std::net::SocketAddr),
) -> Result<(), Box<dyn Error>> {
    let Serving { settings, accounts, reporters, pushing } = site;
    let app = App::new(place.db.clone(), Arc::clone(&place.shelf), place.clock.clone(), settings)
        .trusting(accounts)
        .hearing(reporters)
        .pushing(pushing);
    let site = web::site(app).into_make_service_with_connect_info::<std::net::SocketAddr>();
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let served = runtime.block_on(async {
        let listener = TcpListener::bind(address).await?;
        ready(listener.local_addr()?);
        let served = axum::serve(listener, site).with_graceful_shutdown(told_to_end());
        tokio::select! {
            served = served.into_future() => served,
            () = overdue() => Ok(()),
        }
    });
    // Handles of the database must not be dropped on the runtime's own threads.
    runtime.shutdown_background();
    Ok(served?)
}

/// Answers under way have this long after the process was told to end. The pages that live, a
/// wallboard and every telephone, would hold it for ever.
const ENDS_WITHIN: Duration = Duration::from_secs(5);

async fn overdue() {
    told_to_end().await;
    tokio::time::sleep(ENDS_WITHIN).await;
}

async fn told_to_end() {
    let interrupted = tokio::signal::ctrl_c();
    let mut terminated =
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(_) => return interrupted.await.unwrap_or_default(),
        };
    tokio::select! {
        _ = interrupted => {}
        _ = terminated.recv() => {}
    }
}
