#include <math.h>
#include "base/param_table.h"
#include "lab/llg/case_parts.h"

#define LARGEST_SEED 9.2e18

static const char *const start_kinds[] = {"uniform",     "random", "vortex",
                                          "two_domains", "file",   NULL};
static const char *const stage_kinds[] = {"relax", "run", NULL};
static const char *const magnetostatic_modes[] = {"off", "resolved", "averaged", NULL};
static const char *const ovf_formats[] = {"text", "binary4", "binary8", NULL};

static const struct param top_params[] = {
    {PARAM_TEXT(llg_case, name, "of the case; not given: that of the file")},
    {PARAM_TEXT(llg_case, doc, "what it is, in a line")},
};
static const struct param size_params[] = {
    {PARAM_WHOLE(llg_case, n_x, "cells", 1, MESH_MAX_SIDE, "along x"), .required = true},
    {PARAM_WHOLE(llg_case, n_y, "cells", 1, MESH_MAX_SIDE, "along y"), .required = true},
    {PARAM_WHOLE(llg_case, n_z, "cells", 1, CASE_MAX_LAYERS, "magnetic layers")},
};
static const struct param cell_params[] = {
    {PARAM_NUMBER(mesh, cell_x_m, "m", 1e-11, 1e-3, "side of a cell"), .required = true},
    {PARAM_NUMBER(mesh, cell_y_m, "m", 1e-11, 1e-3, "side of a cell"), .required = true},
    {PARAM_NUMBER(mesh, cell_z_m, "m", 1e-11, 1e-3, "thickness of a layer"), .required = true},
    {PARAM_NUMBER(mesh, spacer_m, "m", 0.0, 1e-3,
                  "between layers; 0: they touch and are exchange-coupled")},
};
static const struct param geometry_params[] = {
    {.name = "image",
     .offset = offsetof(struct llg_case, geometry_image),
     .type = PARAM_STRING,
     .unit = "",
     .size = CASE_PATH,
     .doc = "PNG of shape image, beside the case; dark is inside"},
};
static const struct param material_params[] = {
    {PARAM_NUMBER(cell_material, saturation_A_per_m, "A/m", 0.0, 1e7, "Ms; 0: empty"),
     .required = true},
    {PARAM_NUMBER(cell_material, exchange_J_per_m, "J/m", 0.0, 1e-9, "A"), .required = true},
    {PARAM_NUMBER(cell_material, anisotropy_J_per_m3, "J/m^3", -1e9, 1e9, "Ku, uniaxial")},
    {PARAM_VECTOR3(cell_material, easy_axis, "", -1e6, 1e6, "of Ku, any length but zero")},
    {PARAM_NUMBER(cell_material, dmi_J_per_m2, "J/m^2", -1.0, 1.0,
                  "interfacial D; D > 0 turns the m_r of a core-down skyrmion inwards")},
    {PARAM_NUMBER(cell_material, bulk_dmi_J_per_m2, "J/m^2", -1.0, 1.0, "bulk D")},
    {PARAM_NUMBER(cell_material, damping, "", 0.0, 100.0, "Gilbert's alpha")},
};
static const struct param region_params[] = {
    {PARAM_TEXT(case_region, name, "by which others refer to it"), .required = true},
    {PARAM_TEXT(case_region, image, "PNG of shape image, beside the case; dark is inside")},
};
static const struct param field_params[] = {
    {PARAM_VECTOR3(case_field, field_T, "T", -1e3, 1e3, "applied field mu0 H"), .required = true},
    {PARAM_TEXT(case_field, region, "where it acts; not given: everywhere")},
};
static const struct param torque_params[] = {
    {PARAM_WHOLE(case_torque, layer, "", -1, CASE_MAX_LAYERS - 1, "layer it acts on, -1: each")},
    {.name = "polarisation",
     .offset = offsetof(struct case_torque, torque.polarisation),
     .type = PARAM_VECTOR,
     .unit = "",
     .min = -1e6,
     .max = 1e6,
     .doc = "direction p of the injected spins, any length but zero"},
};
static const struct param current_vector_params[] = {
    {PARAM_VECTOR3(current, zhang_li_A_per_m2, "A/m^2", -1e15, 1e15,
                   "current in the film, x and y")},
};
static const struct param interlayer_params[] = {
    {.name = "coupling_J_per_m2",
     .offset = offsetof(struct llg_case, interlayer_J_per_m2),
     .type = PARAM_DOUBLE,
     .unit = "J/m^2",
     .min = -1.0,
     .max = 1.0,
     .doc = "between neighbouring layers, > 0: parallel"},
};
static const struct param magnetostatic_params[] = {
    {.name = "mode",
     .offset = offsetof(struct llg_case, magnetostatic),
     .type = PARAM_ENUM,
     .unit = "",
     .choices = magnetostatic_modes,
     .doc = "off, each layer resolved, or one layer for n_stack alike (statics)"},
    {PARAM_WHOLE(llg_case, n_stack, "", 1, 1000,
                 "layers that the one layer of mode averaged stands for")},
};
const struct param case_start_params[] = {
    {PARAM_CHOICE(case_start, kind, start_kinds, "state to begin with")},
    {PARAM_VECTOR3(case_start, direction, "", -1e6, 1e6, "of uniform, any length but zero")},
    {PARAM_VECTOR3(case_start, left, "", -1e6, 1e6, "of two_domains: left of the wall")},
    {PARAM_VECTOR3(case_start, right, "", -1e6, 1e6, "of two_domains: right of the wall")},
    {PARAM_VECTOR3(case_start, wall, "", -1e6, 1e6, "of two_domains: the middle of the wall")},
    {PARAM_WHOLE(case_start, seed, "", 0, LARGEST_SEED, "of random")},
    {PARAM_WHOLE(case_start, circulation, "", -1, 1,
                 "of the vortex; 1: counterclockwise, -1: clockwise")},
    {PARAM_WHOLE(case_start, polarity, "", -1, 1, "mz of the vortex core, 1 or -1")},
    {PARAM_NUMBER(case_start, width_m, "m", 1e-10, 1e-3, "of the vortex core, of the wall")},
    {PARAM_TEXT(case_start, file, "OVF of kind file, beside the case")},
};
const size_t case_start_n_params = SETTINGS_COUNT(case_start_params);
const struct param case_start_middle_params[] = {
    {PARAM_NUMBER(case_start, x_m, "m", 0.0, 1.0,
                  "middle of the vortex, of the wall; not given: the geometry's")},
    {PARAM_NUMBER(case_start, y_m, "m", 0.0, 1.0,
                  "middle of the vortex; not given: the geometry's")},
};
const size_t case_start_n_middle_params = SETTINGS_COUNT(case_start_middle_params);
static const struct param stage_params[] = {
    {PARAM_CHOICE(case_stage, kind, stage_kinds, "to a minimum of the energy, or over time"),
     .required = true},
    {PARAM_NUMBER(case_stage, duration_s, "s", 0.0, 1.0, "of a run")},
    {PARAM_VECTOR3(case_stage, field_T, "T", -1e3, 1e3,
                   "in this stage, on top of the list field; the first of a sweep")},
    {PARAM_VECTOR3(case_stage, field_to_T, "T", -1e3, 1e3,
                   "the last field of a sweep; not given: no sweep")},
    {PARAM_WHOLE(case_stage, field_steps, "", 0, CASE_MAX_SWEEP,
                 "of a sweep, on a line from field_T to field_to_T; 0: no sweep")},
    {PARAM_FLAG(case_stage, there_and_back, "the sweep goes back to its first field")},
    {PARAM_FLAG(case_stage, current, "run: currents act")},
    {PARAM_NUMBER(case_stage, damping, "", 0.0, 100.0, "in this stage; not given: the material's")},
    {PARAM_NUMBER(case_stage, temperature_K, "K", 0.0, 2000.0,
                  "of a run; not given: that of thermal")},
};
static const struct param output_params[] = {
    {PARAM_NUMBER(case_output, table_every_s, "s", 0.0, 1.0,
                  "rows of table.txt; 0: ends of stages only")},
    {PARAM_NUMBER(case_output, ovf_every_s, "s", 0.0, 1.0, "states; 0: ends of stages only")},
    {PARAM_NUMBER(case_output, picture_every_s, "s", 0.0, 1.0, "frames; 0: none")},
    {PARAM_NUMBER(case_output, checkpoint_every_wall_s, "s", 0.0, 1e6, "of wall time; 0: none")},
    {PARAM_CHOICE(case_output, ovf_format, ovf_formats, "of states")},
    {PARAM_WHOLE(case_output, zoom, "", 0, 64,
                 "pixels of a cell's side; 0: so many that the longer side has 400 to 800")},
    {PARAM_WHOLE(case_output, picture_layer, "", 0, CASE_MAX_LAYERS - 1,
                 "layer that pictures show")},
    {PARAM_FLAG(case_output, ovf, "states at all")},
    {PARAM_FLAG(case_output, pictures, "pictures of the ends of stages")},
    {PARAM_FLAG(case_output, energies, "columns of all energies")},
    {PARAM_FLAG(case_output, torque, "column of the largest torque, without the noise")},
    {PARAM_FLAG(case_output, temperature, "column of the temperature read off the moments")},
    {PARAM_FLAG(case_output, charge, "columns of the topological charge of each layer")},
    {PARAM_FLAG(case_output, regions, "columns of the mean m of each region")},
    {PARAM_FLAG(case_output, layers, "columns of the mean m of each layer")},
};
static const struct param track_params[] = {
    {PARAM_FLAG(case_track, skyrmions, "follow skyrmions over time")},
    {PARAM_NUMBER(case_track, from_s, "s", 0.0, 1e3,
                  "begin of the window of mean velocity and radius")},
    {PARAM_NUMBER(case_track, to_s, "s", 0.0, 1e3, "its end; not given: the end of the run")},
};
const struct param case_readout_params[] = {
    {PARAM_FLAG(case_readout, on, "read the conductance of a tunnel junction")},
    {PARAM_TEXT(case_readout, region, "under the junction; not given: everywhere")},
    {PARAM_VECTOR3(case_readout, fixed, "", -1e6, 1e6,
                   "direction of the fixed layer, any length but zero")},
};
const size_t case_readout_n_params = SETTINGS_COUNT(case_readout_params);

#define TABLE SETTINGS_TABLE
#define SHARED(object) .params = object##_params, .n_params = &object##_n_params
#define IN(member) .offset = offsetof(struct llg_case, member)
#define LIST(member, count, min_, max_) SETTINGS_LIST(llg_case, member, count, min_, max_)

const struct settings_section case_sections[] = {
    {.name = "", .part = {{TABLE(top_params)}}},
    {.name = "mesh", .part = {{TABLE(size_params)}, {TABLE(cell_params), IN(mesh)}}},
    {.name = "geometry",
     .part = {{SHARED(shape), IN(geometry), .may_be_unset = true}, {TABLE(geometry_params)}}},
    {.name = "material", .part = {{TABLE(material_params), IN(material)}}},
    {.name = "start",
     .part = {{TABLE(case_start_params), IN(start)},
              {TABLE(case_start_middle_params), IN(start), .may_be_unset = true}}},
    {.name = "llg", .part = {{SHARED(llg), IN(llg)}}},
    {.name = "relax", .part = {{SHARED(relax), IN(relax)}}},
    {.name = "thermal", .part = {{SHARED(thermal), IN(thermal)}}},
    {.name = "current",
     .part = {{TABLE(current_vector_params), IN(current)},
              {SHARED(current), IN(current)},
              {SHARED(waveform), IN(current.waveform), .from = "kind", .to = "waveform"}}},
    {.name = "magnetostatics", .part = {{TABLE(magnetostatic_params)}}},
    {.name = "interlayer", .part = {{TABLE(interlayer_params)}}},
    {.name = "output", .part = {{TABLE(output_params), IN(output)}}},
    {.name = "track", .part = {{TABLE(track_params), IN(track), .may_be_unset = true}}},
    {.name = "readout",
     .part = {{TABLE(case_readout_params), IN(readout)},
              {SHARED(mtj), IN(readout.mtj), .from = "region"}}},
    {.name = "finder", .part = {{SHARED(skyrmion), IN(skyrmion_finder)}}},
    {.name = "region",
     .part = {{TABLE(region_params)},
              {SHARED(shape), .offset = offsetof(struct case_region, shape), .may_be_unset = true},
              {TABLE(material_params), .offset = offsetof(struct case_region, material),
               .may_be_unset = true, .none_required = true}},
     LIST(region, n_regions, 0, CASE_MAX_REGIONS)},
    {.name = "field",
     .part = {{TABLE(field_params)},
              {SHARED(waveform), .offset = offsetof(struct case_field, waveform), .from = "kind",
               .to = "waveform"}},
     LIST(field, n_fields, 0, CASE_MAX_FIELDS)},
    {.name = "torque",
     .part = {{TABLE(torque_params)},
              {SHARED(torque_layer), .offset = offsetof(struct case_torque, torque),
               .require = {"thickness_m", "density_A_per_m2"}}},
     LIST(torque, n_torques, 0, CASE_MAX_TORQUES)},
    {.name = "skyrmion",
     .part = {{SHARED(start_skyrmion)}},
     LIST(skyrmion, n_skyrmions, 0, CASE_MAX_SKYRMIONS)},
    {.name = "stage",
     .part = {{TABLE(stage_params), .may_be_unset = true}},
     LIST(stage, n_stages, 1, CASE_MAX_STAGES)},
};
const size_t case_n_sections = SETTINGS_COUNT(case_sections);
