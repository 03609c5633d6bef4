# What other programs link: build/VARIANT/lib with libskyloom.a, libskyloom.so and skyloom.pc
# (include/skyloom.h, docs/library.md). Both show skyloom_ names only. Objects are those of the
# program, without csim/cli; they are position independent with hidden names, which costs nothing
# beside the -fPIE that is gcc's default here. Names of the same major and minor version fit.
LIB := $(BUILD)/lib
SO_VERSION := $(shell cut -d. -f1-2 VERSION)
SONAME := libskyloom.so.$(SO_VERSION)
# An installed library knows PREFIX and not this tree.
DOOR_OBJECTS := $(LIB)/share.o \
                $(filter-out $(BUILD)/csim/cli/% $(BUILD)/csim/files/share.o,$(LIB_OBJECTS))

# The names that the library shows are made here; mk/library.map keeps the others in.
SHOWN := $(filter $(BUILD)/csim/door/%,$(LIB_OBJECTS))
$(SHOWN): CFLAGS += -fvisibility=default
$(SHOWN): mk/library.mk

.PHONY: library
library: $(LIB)/libskyloom.a $(LIB)/libskyloom.so $(LIB)/skyloom.pc

$(LIB)/share.o: csim/files/share.c $(BUILD)/prefix.txt
	@mkdir -p $(@D)
	@echo "  CC   $@"
	$(Q)$(CC) $(CPPFLAGS) $(CFLAGS) -DSKYLOOM_PREFIX='"$(PREFIX)"' -MMD -MP -c $< -o $@

# One object, so that the names that files share among themselves can be made local.
$(LIB)/libskyloom.a: $(DOOR_OBJECTS)
	@rm -f $@
	$(Q)$(LD) -r -o $(LIB)/skyloom.o $^
	$(Q)objcopy --wildcard --keep-global-symbol='skyloom_*' $(LIB)/skyloom.o
	$(Q)ar rcs $@ $(LIB)/skyloom.o

$(LIB)/$(SONAME): $(DOOR_OBJECTS) mk/library.map
	@echo "  LINK $@"
	$(Q)$(CC) -shared $(LDFLAGS) -Wl,-soname,$(SONAME) -Wl,--version-script=mk/library.map \
	    -Wl,-z,defs -Wl,--as-needed $(DOOR_OBJECTS) $(LDLIBS) -o $@

$(LIB)/libskyloom.so: $(LIB)/$(SONAME)
	$(Q)ln -sf $(SONAME) $@

$(LIB)/skyloom.pc: VERSION mk/flags.mk mk/library.mk $(BUILD)/prefix.txt
	@mkdir -p $(@D)
	$(Q)printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$${prefix}/lib' 'includedir=$${prefix}/include' \
	    '' 'Name: skyloom' 'Description: spiking networks on Verilog with skyrmion synapses' \
	    'Version: $(shell cat VERSION)' 'Cflags: -I"$${includedir}"' \
	    'Libs: -L"$${libdir}" -lskyloom' 'Libs.private: $(LDLIBS) -pthread' > $@

-include $(LIB)/share.d
