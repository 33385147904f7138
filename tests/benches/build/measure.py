"""What a program costs to build, with four ORMs: see `build.sh`.

The folders beside this file have the same program for each of them: four models, twenty queries, a `main` that runs them. It is built as
`cargo build` does it by default, with full debug information; its dependencies are built before, and do not count.

CPU time is that of cargo and all it starts (rustc, the linker), user and system. It hardly depends on what else the machine does, wall time
does: on a busy machine by some percent. Every figure is the median of some runs, in which the ORMs take turns.
"""

import argparse
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from many_models import MANY_MODELS

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
# Folder, package in Cargo.lock, name in the table.
ORMS = {
    "orm": ("orm", "orm"),
    "diesel": ("diesel", "Diesel"),
    "sea_orm": ("sea-orm", "SeaORM"),
    "toasty": ("toasty", "Toasty"),
}
QUERIES = 20
MORE_QUERIES = 5 * QUERIES
MODELS = 100
# Builds that no row of the table shows.
PLAIN = "Not incremental:"
# What `queries::all` gives, whatever the ORM.
NUMBERS = "[1, 2, 3, 2, 1, 2, 3, 2, 1, 30, 5, 5, 2, 1, 7, 55, 3, 21, 2865]"


class Cost:
    """Of one command and all that it started."""

    def __init__(self, usage, wall):
        self.cpu = usage.ru_utime + usage.ru_stime
        self.wall = wall
        # Of the largest process; in kilobytes on Linux, in bytes on macOS.
        self.memory = usage.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


class Crate:
    """A copy of a crate, which can be changed, and a target folder for it."""

    def __init__(self, folder, target):
        self.folder, self.target = folder, target
        self.name = re.search('^name = "(.*)"', (folder / "Cargo.toml").read_text(), re.MULTILINE)[1]

    def cargo(self, *command, incremental=True):
        environment = os.environ | {"CARGO_TARGET_DIR": str(self.target), "RUSTC_WRAPPER": ""}  # no cache
        environment.pop("CARGO_INCREMENTAL", None)  # or it would overrule the profile
        if not incremental:
            environment["CARGO_INCREMENTAL"] = "0"
        with machine():
            start = time.monotonic()
            process = subprocess.Popen(["cargo", *command], cwd=self.folder, env=environment, stderr=subprocess.PIPE)
            output = process.stderr.read().decode()
            _, status, usage = os.wait4(process.pid, 0)
            cost = Cost(usage, time.monotonic() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{output}\n`cargo {' '.join(command)}` failed in {self.folder}")
        return cost

    def cold(self, *command, **options):
        """The command for this crate alone: what it depends on is built before, and its own files (incremental ones too) are removed."""
        self.cargo(*command, **options)
        self.cargo("clean", "--package", self.name)
        return self.cargo(*command, **options)

    def edit(self, file, change):
        """Writes a file anew, also when the change is none: its time is newer, as after `touch`."""
        path = self.folder / "src" / file
        path.write_text(change(path.read_text()))


@contextmanager
def machine():
    """Where others measure on the same machine: one at a time, as with `flock $BENCH_LOCK cargo`."""
    if "BENCH_LOCK" not in os.environ:
        yield
        return
    import fcntl

    with open(os.environ["BENCH_LOCK"], "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def progress(text):
    print(f"[{time.strftime('%H:%M:%S')}] {text}", file=sys.stderr, flush=True)


class Program:
    """The program with one of the ORMs, and what was measured of it."""

    def __init__(self, orm, arguments):
        self.orm, self.work, self.checkout = orm, arguments.work.resolve() / orm, arguments.orm.resolve()
        self.figures = {}
        self.crate = Crate(self.copy(), self.work / "target")

    def copy(self):
        """The program's folder, copied to where it can be changed."""
        folder = self.work / "program"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(HERE / self.orm, folder)
        manifest = folder / "Cargo.toml"
        manifest.write_text(manifest.read_text().replace("../../../..", str(self.checkout)))
        return folder

    def version(self):
        package, name = ORMS[self.orm]
        lock = (self.crate.folder / "Cargo.lock").read_text()
        return name + " " + re.search(f'name = "{package}"\nversion = "(.*)"', lock)[1]

    def add(self, figure, number):
        progress(f"{self.orm}: {figure}: {number:.2f}")
        self.figures.setdefault(figure, []).append(number)

    def from_nothing(self):
        shutil.rmtree(self.crate.target, ignore_errors=True)
        cost = self.crate.cargo("build")
        self.add("Everything from nothing: CPU, s", cost.cpu)
        self.add("Everything from nothing: elapsed, s", cost.wall)

    def check_output(self):
        self.crate.cargo("build", "--features", "more,twice")
        output = subprocess.check_output([self.crate.target / "debug" / self.crate.name], text=True)
        if set(output.splitlines()) != {NUMBERS}:
            sys.exit(f"{self.orm} says\n{output}instead of\n{NUMBERS}")

    def build_and_rebuild(self):
        self.crate = Crate(self.copy(), self.crate.target)
        cost = self.crate.cold("build")
        self.add("`cargo build`: CPU, s", cost.cpu)
        self.add("`cargo build`: elapsed, s", cost.wall)
        self.add("`cargo build`: memory of the largest process, MB", cost.memory)
        self.add("The program, MB", (self.crate.target / "debug" / self.crate.name).stat().st_size / 1e6)
        for figure, file, change in [
            ("Again after `touch src/main.rs`: CPU, s", "main.rs", lambda text: text),
            ("Again after a change of a literal in a query: CPU, s", "queries.rs", lambda text: text.replace('".."', '"..."')),
            ("Again after a line more at the top of `queries.rs`: CPU, s", "queries.rs", lambda text: "// A line.\n" + text),
        ]:
            self.crate.edit(file, change)
            self.add(figure, self.crate.cargo("build").cpu)

    def one_more_query(self):
        for features in ["", "more", "twice"]:
            # Without incremental compilation, which is steadier.
            cost = self.crate.cold("build", "--features", features, incremental=False)
            self.add(f"{PLAIN} {features}", cost.cpu)

    def differences(self):
        """What a query more costs. Of differences between large numbers the least of each is taken: noise only ever adds."""
        once, more, twice = (min(self.figures.pop(f"{PLAIN} {features}")) for features in ["", "more", "twice"])
        self.add("A query more, on the same models: CPU, ms", 1000 * (more - once) / MORE_QUERIES)
        self.add("A query more, on models of its own (a fifth of one): CPU, ms", 1000 * (twice - once) / QUERIES)

    def check_many_models(self):
        folder = self.work / "models"
        shutil.rmtree(folder, ignore_errors=True)
        (folder / "src").mkdir(parents=True)
        for file in ["Cargo.toml", "Cargo.lock"]:
            text = (self.crate.folder / file).read_text()
            (folder / file).write_text(text.replace(self.crate.name, f"{self.crate.name}-models"))
        (folder / "src/lib.rs").write_text(MANY_MODELS[self.orm](MODELS))
        crate = Crate(folder, self.crate.target)
        self.add(f"`cargo check` of {MODELS} models: CPU, s", crate.cold("check").cpu)


def table(programs):
    """Markdown."""
    rows = [["", *(program.version() for program in programs)], ["---", *("---:" for _ in programs)]]
    for figure in programs[0].figures:
        medians = [statistics.median(program.figures[figure]) for program in programs]
        rows.append([figure, *(f"{number:.0f}" if number >= 20 else f"{number:.1f}" for number in medians)])
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main():
    parser = argparse.ArgumentParser(
        prog="build.sh",
        description="What a program costs to build with this ORM and with others. Prints a table in Markdown.",
        epilog="CARGO_BUILD_JOBS=1 makes elapsed times steadier. BENCH_LOCK names a file that is locked during every call of cargo.",
    )
    parser.add_argument("which", nargs="*", metavar="ORM", help=f"of {', '.join(ORMS)}; all if none is named")
    parser.add_argument("--runs", type=int, default=3, help="of which the median is taken (default: 3)")
    parser.add_argument("--full", action="store_true", help="also build everything from nothing, once (slow)")
    parser.add_argument("--orm", type=Path, default=REPOSITORY, help="another checkout of this repository")
    parser.add_argument("--work", type=Path, default=REPOSITORY / "target/build-cost", help="folder to build in (default: %(default)s)")
    arguments = parser.parse_args()
    if unknown := set(arguments.which) - set(ORMS):
        parser.error(f"no such ORM: {', '.join(unknown)}")

    programs = [Program(orm, arguments) for orm in arguments.which or ORMS]
    steps = [Program.build_and_rebuild, Program.one_more_query, Program.check_many_models]
    for program in programs:
        progress(f"{program.orm}: dependencies")
        if arguments.full:
            program.from_nothing()
        program.check_output()
    for run in range(arguments.runs):
        for step in steps:
            for program in programs:
                progress(f"{program.orm}: run {run + 1} of {arguments.runs}, {step.__name__}")
                step(program)
    for program in programs:
        program.differences()

    rustc = subprocess.check_output(["rustc", "--version"], text=True).split()[1]
    jobs = os.environ.get("CARGO_BUILD_JOBS", "default")
    print(f"{table(programs)}\n\n{QUERIES} queries on 4 models; rustc {rustc} on {sys.platform}, CARGO_BUILD_JOBS={jobs}.")
    print(f"Medians of {arguments.runs}; of a query more, the difference of the least.")


if __name__ == "__main__":
    main()
