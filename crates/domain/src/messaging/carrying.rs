//! By which channels somebody of ours carries messages.

use super::model::Channel;
use crate::{Desk, Result};

/// Says that messages of this channel are carried from now on.
///
/// # Errors
/// Only when the database fails.
pub fn carry(desk: &mut Desk<'_>, channel: Channel) -> Result<()> {
    desk.execute(
        "insert into channels_carried (tenant, channel, since) values ($1, $2, $3)
         on conflict (tenant, channel) do nothing",
        &[&desk.tenant.clone(), &channel.word(), &desk.now()],
    )?;
    Ok(())
}

/// The channels that are carried. Mail is taken for it, since every company has some, and the
/// client's own area, which is ours.
///
/// # Errors
/// Only when the database fails.
pub fn carried(desk: &mut Desk<'_>) -> Result<Vec<Channel>> {
    let told: Vec<String> = desk.all(
        "select channel from channels_carried where tenant = $1 order by channel",
        &[&desk.tenant.clone()],
    )?;
    let mut all = vec![Channel::Inbox, Channel::Email];
    let told = told.iter().filter_map(|word| Channel::from_word(word));
    all.extend(told.filter(|one| !matches!(one, Channel::Inbox | Channel::Email)));
    Ok(all)
}
