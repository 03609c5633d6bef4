# make V=1 shows the commands.
Q := $(if $(V),,@)
.PHONY: tests real-tests fuzzers accept-binaries FORCE

tests: $(TEST_BINARIES) fuzzers
real-tests: $(REAL_TESTS)
fuzzers: $(FUZZ_BINARIES)
accept-binaries: $(ACCEPT_BINARIES)

$(BUILD)/%.o: %.c mk/flags.mk
	@mkdir -p $(@D)
	@echo "  CC   $@"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/%.o: %.cpp mk/flags.mk
	@mkdir -p $(@D)
	@echo "  CXX  $@"
	$(Q)$(CXX) $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -c $< -o $@

$(BUILD)/libskyloom.a: $(LIB_OBJECTS)
	@mkdir -p $(@D)
	@rm -f $@
	$(Q)ar rcs $@ $^

LINK = $(CXX) $(LDFLAGS) $(filter %.o,$^) $(filter %.a,$^) $(LDLIBS)

$(BUILD)/skyloom: $(MAIN_OBJECT) $(BUILD)/libskyloom.a
	@echo "  LINK $@"
	$(Q)$(LINK) -o $@

$(TEST_BINARIES): $(BUILD)/tests/%: $(BUILD)/tests/%.o $(HELPER_OBJECTS) $(BUILD)/libskyloom.a
	@echo "  LINK $@"
	$(Q)$(LINK) -lcmocka -o $@

$(FUZZ_BINARIES): $(BUILD)/fuzz/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/fuzz/driver.o \
                  $(BUILD)/libskyloom.a
	@mkdir -p $(@D)
	@echo "  LINK $@"
	$(Q)$(LINK) -o $@

$(ACCEPT_BINARIES): $(BUILD)/accept/%: $(BUILD)/tests/accept/%.o $(HELPER_OBJECTS) \
                    $(BUILD)/libskyloom.a
	@mkdir -p $(@D)
	@echo "  LINK $@"
	$(Q)$(LINK) -lcmocka -o $@

$(BUILD)/tests/%.o: CPPFLAGS += -Itests

# Sources that hold the version or a place are compiled again when it changes, they alone.
VERSIONED := $(shell grep -lrE 'SKYLOOM_(VERSION|SOURCE_DIR)' models csim tests --include=*.c)
$(VERSIONED:%.c=$(BUILD)/%.o): $(BUILD)/version.txt
$(VERSIONED:%.c=$(BUILD)/%.o): CPPFLAGS += $(PLACES)
$(BUILD)/version.txt: FORCE
	@mkdir -p $(@D)
	@echo '$(VERSION)' | cmp -s - $@ || echo '$(VERSION)' > $@
$(BUILD)/csim/files/share.o: $(BUILD)/prefix.txt
$(BUILD)/prefix.txt: FORCE
	@mkdir -p $(@D)
	@echo '$(PREFIX)' | cmp -s - $@ || echo '$(PREFIX)' > $@
FORCE:

-include $(LIB_OBJECTS:.o=.d) $(MAIN_OBJECT:.o=.d) $(HELPER_OBJECTS:.o=.d)
-include $(TEST_BINARIES:=.d) $(FUZZ_NAMES:%=$(BUILD)/tests/fuzz/%.d)
-include $(ACCEPT_BINARIES:$(BUILD)/accept/%=$(BUILD)/tests/accept/%.d)
.SECONDARY:
