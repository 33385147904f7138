#!/usr/bin/env bash
# What a program costs to build with this ORM, Diesel, SeaORM and Toasty; prints a table. Needs cargo, a C compiler and python3.
#
#   tests/benches/build.sh                     all four
#   tests/benches/build.sh --runs 1 orm        a quick look at this one
#   tests/benches/build.sh --help
exec python3 -B "$(dirname "${BASH_SOURCE[0]}")/build/measure.py" "$@"
