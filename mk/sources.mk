# Everything in models/ and csim/ is one library, main.c apart. C++ of csim/cosim that includes
# verilated headers is compiled at run time with the Verilated model, not here.
LIB_C := $(filter-out csim/cli/main.c,$(wildcard $(addprefix models/,*/*.c */*/*.c) $(addprefix csim/,*/*.c */*/*.c)))
COSIM_CPP := $(wildcard csim/cosim/*.cpp)
LIB_CPP := $(if $(COSIM_CPP),$(shell grep -LE 'verilated|include "V' $(COSIM_CPP)))
LIB_OBJECTS := $(LIB_C:%.c=$(BUILD)/%.o) $(LIB_CPP:%.cpp=$(BUILD)/%.o)
MAIN_OBJECT := $(BUILD)/csim/cli/main.o

# tests/test_X.c is a test program; other tests/*.c are helpers linked into all of them.
TEST_C := $(wildcard tests/test_*.c)
HELPER_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(filter-out $(TEST_C),$(wildcard tests/*.c)))
TEST_BINARIES := $(TEST_C:%.c=$(BUILD)/%)
# tests/*.sh print a line PASS or FAIL for each thing they look at.
TEST_SCRIPTS := $(wildcard tests/*.sh)
# Those that know `real` run in double precision too (make test-double).
REAL_TEST_C := $(shell grep -lE 'include "(micromag|lab/llg/|io/(ovf|field_image|run_state))' $(TEST_C))
REAL_TESTS := $(REAL_TEST_C:%.c=$(BUILD)/%)
REAL_TESTS_DOUBLE := $(REAL_TEST_C:%.c=build/double/%)

# tests/fuzz/fuzz_X.c defines LLVMFuzzerTestOneInput; driver.c feeds it.
FUZZ_C := $(wildcard tests/fuzz/fuzz_*.c)
FUZZ_NAMES := $(FUZZ_C:tests/fuzz/%.c=%)
FUZZ_BINARIES := $(FUZZ_NAMES:%=$(BUILD)/fuzz/%)

# tests/accept/X.c is a long test, built in release and called by tests/accept/*.sh.
ACCEPT_BINARIES := $(patsubst tests/accept/%.c,$(BUILD)/accept/%,$(wildcard tests/accept/*.c))
