#include "compact/compact.h"
#include "compact/domain_wall.h"
#include "compact/macrospin.h"
#include "compact/skyrmions.h"

/* --- macrospin: struct macrospin --- */

static enum status check_spin(const void *state, const char *where, struct error *err)
{
    return macrospin_check(&((const struct macrospin *)state)->config, where, err);
}

static enum status run_spin(void *state, double until_s, struct error *err)
{
    return macrospin_run(state, until_s, err);
}

static double spin_energy_J(const void *state) { return macrospin_energy_J(state); }

static void read_spin(const void *state, double value[COMPACT_MAX_VALUES])
{
    for (int i = 0; i < 3; i++)
        value[i] = ((const struct macrospin *)state)->m[i];
}

static const char *const spin_values[] = {"m_x", "m_y", "m_z"};
const struct compact_model compact_macrospin = {
    .name = "macrospin",
    .size = sizeof(struct macrospin),
    .check = check_spin,
    .run = run_spin,
    .energy_J = spin_energy_J,
    .n_values = 3,
    .value_name = spin_values,
    .read = read_spin,
};

/* --- domain wall: struct wall --- */

static enum status check_wall(const void *state, const char *where, struct error *err)
{
    return wall_check(&((const struct wall *)state)->config, where, err);
}

static enum status run_wall(void *state, double until_s, struct error *err)
{
    return wall_run(state, until_s, err);
}

static double energy_of_wall_J(const void *state) { return wall_energy_J(state); }

static void read_wall(const void *state, double value[COMPACT_MAX_VALUES])
{
    const struct wall *s = state;

    value[0] = s->position_m;
    value[1] = s->angle_rad;
}

static const char *const wall_values[] = {"position_m", "angle_rad"};
const struct compact_model compact_wall = {
    .name = "wall",
    .size = sizeof(struct wall),
    .check = check_wall,
    .run = run_wall,
    .energy_J = energy_of_wall_J,
    .n_values = 2,
    .value_name = wall_values,
    .read = read_wall,
};

/* --- skyrmions: struct skyrmions --- */

static enum status check_track(const void *state, const char *where, struct error *err)
{
    return skyrmions_check(&((const struct skyrmions *)state)->config, where, err);
}

static enum status run_track(void *state, double until_s, struct error *err)
{
    return skyrmions_run(state, until_s, err);
}

static double track_energy_J(const void *state) { return skyrmions_energy_J(state); }

static void read_track(const void *state, double value[COMPACT_MAX_VALUES])
{
    const struct skyrmions *s = state;
    const struct skyrmions_count count = skyrmions_count(s);

    value[0] = s->n;
    value[1] = count.pre;
    value[2] = count.post;
    value[3] = s->lost_at_edge;
    value[4] = s->lost_in_pairs;
    value[5] = s->lost_to_heat;
}

static const char *const track_values[] = {"alive",        "pre",           "post",
                                           "lost_at_edge", "lost_in_pairs", "lost_to_heat"};
const struct compact_model compact_skyrmions = {
    .name = "skyrmions",
    .size = sizeof(struct skyrmions),
    .check = check_track,
    .run = run_track,
    .energy_J = track_energy_J,
    .n_values = 6,
    .value_name = track_values,
    .read = read_track,
};

const struct compact_model *const compact_models[] = {&compact_macrospin, &compact_wall,
                                                      &compact_skyrmions, NULL};
