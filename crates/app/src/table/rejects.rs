use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

/// The rows that were refused, with the line and the reason; the file is made with the first one.
pub(crate) struct Rejects {
    path: PathBuf,
    writer: Option<csv::Writer<File>>,
    /// How many there are.
    pub count: u64,
}

impl Rejects {
    /// Rejects of a file: where it was asked for, or beside it.
    pub fn of(file: &Path, asked: Option<&Path>) -> Self {
        let beside = || {
            let mut name = file.to_owned().into_os_string();
            name.push(".rejects.csv");
            name.into()
        };
        Self { path: asked.map_or_else(beside, Path::to_owned), writer: None, count: 0 }
    }

    /// Puts a row aside.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn add(&mut self, line: u64, record: &csv::StringRecord, reason: &str) -> csv::Result<()> {
        self.count += 1;
        if self.writer.is_none() {
            let mut writer = csv::Writer::from_path(&self.path)?;
            writer.write_record(["line", "reason", "text"])?;
            self.writer = Some(writer);
        }
        let text: Vec<&str> = record.iter().collect();
        if let Some(writer) = &mut self.writer {
            writer.write_record([line.to_string().as_str(), reason, &text.join(" | ")])?;
        }
        Ok(())
    }

    /// Ends the file; answers where it is, if there is one.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn finish(self) -> io::Result<Option<PathBuf>> {
        let Some(mut writer) = self.writer else { return Ok(None) };
        writer.flush()?;
        Ok(Some(self.path))
    }
}
