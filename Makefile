# SPDX-License-Identifier: MIT
#
# The short names of what one does with Cicada. The build itself is meson's; see docs/internals/building.md.
BUILD ?= build
PREFIX ?= /usr/local
DESTDIR ?=
TIME ?= 60
ARGS ?=
PROGRAMS = cicada target/cicada-target

.PHONY: all demo test test-slow test-ui check bench fuzz format webui install clean help

all:
	@tools/setup program
	@TARGETS="$(PROGRAMS)" tools/build "$(BUILD)"
	@echo "Built $(BUILD)/cicada and $(BUILD)/cicada-target"

demo: all
	@BUILD="$(BUILD)" tools/demo

test:
	@tools/setup program test
	@tools/run-tests --build "$(BUILD)" $(ARGS)

test-slow:
	@tools/setup program test
	@tools/run-tests --build "$(BUILD)" --slow $(ARGS)

test-ui:
	@tools/setup program ui
	@TARGETS="$(PROGRAMS)" tools/build "$(BUILD)"
	@tools/test-ui --build "$(BUILD)" $(ARGS)

check:
	@tools/setup program check
	@tools/check $(ARGS)

bench: all
	@tools/setup bench
	@CICADA_BUILD="$(BUILD)" bench/run $(ARGS)

fuzz:
	@tools/setup program test
	@tools/run-tests --only fuzz --fuzz-seconds "$(TIME)" $(ARGS)

format:
	@tools/setup check
	@tools/c-files | tr '\n' '\0' | xargs -0 clang-format -i

webui:
	@tools/setup pages
	@cd webui && npm run --silent build

install:
	@tools/setup program
	@TARGETS="$(PROGRAMS) docs/cicada docs/_cicada docs/cicada.fish" tools/build build-install --prefix "$(PREFIX)"
	@DESTDIR="$(DESTDIR)" meson install -C build-install --no-rebuild --quiet
	@echo "Installed below $(DESTDIR)$(PREFIX)"

clean:
	rm -rf build build-* load_test_reports bench/results

help:
	@echo "make              build the program and the target server (into $(BUILD)/)"
	@echo "make demo         a 20 second load test against the target server on this machine"
	@echo "make test         all tests, as built and with sanitizers, and a few seconds of fuzzing"
	@echo "make test-slow    the same with the slow tests and longer fuzzing"
	@echo "make test-ui      the pages in Chromium; screenshots are kept in $(BUILD)/ui-screenshots"
	@echo "make check        floors, style, format, static analysis, scripts"
	@echo "make bench        compare with wrk, h2load and Locust; ARGS='--only NAME --pairs N --seconds S'"
	@echo "make fuzz TIME=60 fuzz each parser for so many seconds"
	@echo "make format       lay out all C files with clang-format"
	@echo "make webui        build the pages again, after a change in webui/"
	@echo "make install      PREFIX=/usr/local DESTDIR="
	@echo "make clean        remove what was built"
	@echo "Missing Debian packages are installed first, by tools/setup."
