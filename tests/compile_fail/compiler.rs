//! The compiler, and the `orm` that it checks the cases against.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

const SCRATCH: &str = env!("CARGO_TARGET_TMPDIR");

pub struct Compiler {
    rustc: OsString,
    /// Where cargo put this test, and before it `orm` with all its dependencies.
    deps: PathBuf,
}

impl Default for Compiler {
    fn default() -> Compiler {
        let test = std::env::current_exe().expect("the path of this test");
        Compiler {
            rustc: std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()),
            deps: test.parent().expect("a folder").to_owned(),
        }
    }
}

impl Compiler {
    pub fn version(&self) -> String {
        let version = Command::new(&self.rustc).arg("--version").output().expect("rustc");
        String::from_utf8_lossy(&version.stdout).into_owned()
    }

    /// The `orm` that was built last, of those that this compiler can read.
    ///
    /// There is one for each set of features, and for each version of rustc. Cargo has built or verified one of them before it ran
    /// this test, and one built later knows the same sources or newer ones: the newest is never stale.
    pub fn orm(&self) -> PathBuf {
        let files = fs::read_dir(&self.deps).expect("the folder of this test").map(|file| file.expect("a file").path());
        let mut built: Vec<PathBuf> = files.filter(|path| is_orm(path)).collect();
        built.sort_by_key(|path| fs::metadata(path).and_then(|file| file.modified()).expect("a time"));
        let scratch = Path::new(SCRATCH);
        fs::write(scratch.join("uses_orm.rs"), "use orm as _; fn main() {}").expect("the folder for tests' files");
        let readable = built.into_iter().rev().find(|orm| self.check(scratch, "uses_orm.rs", orm).is_ok());
        readable.unwrap_or_else(|| panic!("no liborm-*.rlib in {} that rustc can read", self.deps.display()))
    }

    /// Checks a file as a program that uses `orm`. The error is what the compiler says, with the paths as they are from `directory`.
    pub fn check(&self, directory: &Path, file: &str, orm: &Path) -> Result<(), String> {
        let mut library = OsString::from("orm=");
        library.push(orm);
        let mut dependencies = OsString::from("dependency=");
        dependencies.push(&self.deps);
        let output = Command::new(&self.rustc)
            .args(["--edition=2024", "--crate-type=bin", "--emit=metadata", "--allow=dead_code"])
            // Whatever the terminal.
            .args(["--color=never", "--diagnostic-width=140"])
            .args(["--out-dir", SCRATCH])
            .arg("--extern")
            .arg(library)
            .arg("-L")
            .arg(dependencies)
            .arg(file)
            .current_dir(directory)
            .output()
            .expect("rustc");
        if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
    }
}

fn is_orm(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("liborm-") && name.ends_with(".rlib")
}
