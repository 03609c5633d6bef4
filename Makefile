# skyloom. `make` prints help. Variants: make VARIANT=debug|release|double|san, outputs in
# build/<variant>.
VARIANT ?= release
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
BUILD := build/$(VARIANT)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

include mk/flags.mk
include mk/sources.mk
include mk/rules.mk

ifneq ($(filter setup,$(MAKECMDGOALS)),)
.NOTPARALLEL: # packages before what needs them
endif

.PHONY: figures validation help setup all lib demo programs test test-double check fuzz accept lint bench synth clean install

help:
	@echo "make setup        install the missing Debian packages (mk/packages.txt)"
	@echo "make all          build build/$(VARIANT)/skyloom"
	@echo "make demo         train, map, run Fashion-MNIST in golden and RTL; report in out/demo/"
	@echo "make programs     train and map the shipped designs that lack a program (minutes to hours)"
	@echo "make test         unit tests under ASan and UBSan, RTL benches, short fuzz"
	@echo "make test-double  micromagnetics in double precision (part of make test)"
	@echo "make fuzz         longer fuzz of every parser (FUZZ_RUNS=$(FUZZ_RUNS))"
	@echo "make accept       what needs MNIST or minutes: tests/accept"
	@echo "make lint         warnings, cppcheck, clang-format, Verilator -Wall, include and name checks"
	@echo "make bench        speed figures to out/bench.json"
	@echo "make synth        Yosys and nextpnr: cells, RAM bits, timing"
	@echo "make figures      the pictures of the docs"
	@echo "make validation   the table of docs/micromagnetics.md: acceptance in single and double"
	@echo "make install      to PREFIX=$(PREFIX) (DESTDIR honoured)"
	@echo "make clean        remove build/"
	@echo "variants: make VARIANT=debug|release|double|san all"

setup:
	@scripts/setup mk/packages.txt

all: $(BUILD)/skyloom

lib: $(BUILD)/libskyloom.a

demo:
	@$(MAKE) --no-print-directory VARIANT=release -j$(JOBS) all
	@scripts/demo.sh

programs:
	@$(MAKE) --no-print-directory VARIANT=release all
	@scripts/programs

# Tests always run sanitized; `make VARIANT=debug check` runs them as another variant. Single
# precision is too coarse for some checks of micromagnetics, so its tests run in double as well.
test:
	@$(MAKE) --no-print-directory VARIANT=san -j$(JOBS) tests
	@$(MAKE) --no-print-directory VARIANT=double -j$(JOBS) real-tests
	@$(MAKE) --no-print-directory VARIANT=san ALSO="$(REAL_TESTS_DOUBLE)" check

test-double:
	@$(MAKE) --no-print-directory VARIANT=double -j$(JOBS) real-tests
	@scripts/run-tests $(REAL_TESTS_DOUBLE)

check: tests
	@scripts/run-tests $(TEST_BINARIES) $(ALSO) $(FUZZ_BINARIES) $(TEST_SCRIPTS) tb/run

fuzz:
	@$(MAKE) --no-print-directory VARIANT=san -j$(JOBS) fuzzers
	@for f in $(FUZZ_NAMES); do build/san/fuzz/$$f tests/fuzz/corpus/$$f $(FUZZ_RUNS) || exit 1; done

accept:
	@$(MAKE) --no-print-directory VARIANT=release -j$(JOBS) all accept-binaries
	@scripts/run-accept

lint:
	@scripts/lint

bench:
	@$(MAKE) --no-print-directory VARIANT=release all
	build/release/skyloom bench -o out/bench.json

synth:
	@synth/run

figures:
	@$(MAKE) --no-print-directory VARIANT=release all
	@scripts/figures

validation:
	@scripts/validation

install:
	@$(MAKE) --no-print-directory VARIANT=release all
	@scripts/install "$(DESTDIR)$(PREFIX)"

clean:
	rm -rf build
