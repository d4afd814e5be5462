//! The machine, its load, and how long its disk takes to keep something.

use std::{
    env,
    fs::{self, File},
    io::{self, Write},
    time::{Duration, Instant},
};

/// Prints what the figures were measured on.
pub fn describe() -> io::Result<()> {
    let cores = std::thread::available_parallelism()?;
    let load = fs::read_to_string("/proc/loadavg")?;
    let load: Vec<&str> = load.split(' ').take(3).collect();
    println!("{cores} cores, load {}, {} fsync/s\n", load.join(" "), fsync_rate()?);
    Ok(())
}

fn fsync_rate() -> io::Result<u64> {
    let path = env::temp_dir().join(format!("premura-bench-fsync-{}", std::process::id()));
    let mut file = File::create(&path)?;
    let began = Instant::now();
    let mut kept = 0;
    while began.elapsed() < Duration::from_secs(1) {
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        kept += 1;
    }
    fs::remove_file(path)?;
    Ok(kept)
}

/// The largest resident memory of this process so far, in MiB.
pub fn resident_max() -> io::Result<u64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().split(' ').next()?.parse::<u64>().ok());
    Ok(kib.unwrap_or_default() / 1024)
}

/// Processor time of this thread so far.
pub fn processor_time_of_thread() -> io::Result<Duration> {
    let stat = fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanos = stat.split(' ').next().and_then(|nanos| nanos.parse().ok());
    Ok(Duration::from_nanos(nanos.unwrap_or_default()))
}

/// Processor time of this process so far.
pub fn processor_time() -> io::Result<Duration> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    // After the name, which may hold anything but ends with the last bracket: the 12th and 13th.
    let after = stat.rsplit(')').next().unwrap_or("");
    let ticks = after.split_whitespace().skip(11).take(2).filter_map(|it| it.parse::<u64>().ok());
    Ok(Duration::from_millis(ticks.sum::<u64>() * 10))
}
