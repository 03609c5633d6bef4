CC := gcc
CXX := g++
VERSION := $(shell scripts/version)

VARIANT_FLAGS_release := -O3 -g
VARIANT_FLAGS_debug := -O0 -g
# micromagnetics in double precision, to tell rounding from physics
VARIANT_FLAGS_double := -O3 -g -DSKYLOOM_DOUBLE
VARIANT_FLAGS_san := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover -fno-omit-frame-pointer
VARIANT_FLAGS := $(VARIANT_FLAGS_$(VARIANT))
ifeq ($(VARIANT_FLAGS),)
$(error VARIANT=$(VARIANT): must be debug, release, double or san)
endif

# -ffp-contract=off: no fused multiply-add, so every CPU gives the same doubles.
# -fno-math-errno: sqrtf in a loop is then one vector instruction (models/crossbar/xbar_read.c).
WARN := -Wall -Wextra -Wpedantic -Wshadow -Werror
CPPFLAGS += -D_GNU_SOURCE -Imodels -Icsim
PLACES := -DSKYLOOM_SOURCE_DIR='"$(CURDIR)"' -DSKYLOOM_PREFIX='"$(PREFIX)"' \
          -DSKYLOOM_VERSION='"$(VERSION)"'
CFLAGS += -std=c17 $(WARN) -Wconversion -Wmissing-prototypes -ffp-contract=off -fno-math-errno -pthread \
          $(VARIANT_FLAGS)
CXXFLAGS += -std=c++17 $(WARN) -ffp-contract=off -pthread $(VARIANT_FLAGS)
LDFLAGS += -pthread $(VARIANT_FLAGS)
LDLIBS += -lfftw3f -lfftw3 -lopenblas -lyaml -ljansson -lpng -lz -ldl -lpthread -lm

FUZZ_RUNS ?= 200000
