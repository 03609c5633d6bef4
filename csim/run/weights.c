#include "run/weights.h"
#include <unistd.h>
#include "files/file.h"
#include "files/folders.h"
#include "learn/checkpoint.h"

struct search { /* for the weights of a design */
    const struct run_options *o;
    const struct design *d;
    const struct dataset *set;
    struct mlp_origin origin;
    struct path *path; /* of the weights */
};

static uint64_t key_of(const struct mlp_origin *origin)
{
    const uint64_t parts[] = {origin->train_hash, origin->data_hash};

    return hash_fnv1a(HASH_START, parts, sizeof parts);
}

static enum status name_weights(const struct search *s, struct error *err)
{
    return path_join(s->path, err, s->o->programs, "%s-s%lld-%08x.mlp", s->d->network.layers,
                     (long long)s->d->train.seed, (unsigned)(key_of(&s->origin) >> 32));
}

/* The weights at path if they are there and were made by what the design says. */
static enum status look_at(const struct search *s, const char *path, bool *found, struct mlp *m,
                           struct error *err)
{
    enum status status;

    *found = false;
    if (access(path, F_OK))
        return STATUS_OK;
    if ((status = mlp_read(path, m, err)) != STATUS_OK)
        return status;
    *found = mlp_is_made_by(m, &s->origin);
    if (!*found)
        mlp_free(m);
    return STATUS_OK;
}

static enum status name_old(const struct search *s, struct path *path, struct error *err)
{
    return path_join(path, err, s->o->programs, "%s-s%lld.mlp", s->d->name,
                     (long long)s->d->train.seed);
}

static enum status look_at_old(const struct search *s, bool *found, struct mlp *m,
                               struct error *err)
{
    struct path path;
    enum status status = name_old(s, &path, err);

    *found = false;
    if (status == STATUS_OK && (status = look_at(s, path.text, found, m, err)) == STATUS_OK
        && *found)
        *s->path = path;
    return status;
}

static enum status find(const struct search *s, bool *found, struct mlp *m, struct error *err)
{
    enum status status = look_at(s, s->path->text, found, m, err);

    if (status != STATUS_OK || *found)
        return status;
    if (!access(s->path->text, F_OK))
        return error_set(err, STATUS_BAD_FILE,
                         "%s: holds weights of another network, training or images than its name "
                         "says; training by force makes them anew",
                         s->path->text);
    return look_at_old(s, found, m, err);
}

/* Beside the weights, or where version 0.1.0 stopped on the way to them. */
static enum status name_checkpoint(const struct search *s, struct path *checkpoint,
                                   struct error *err)
{
    struct path old;
    enum status status = path_set(checkpoint, err, "%s.checkpoint", s->path->text);

    if (status != STATUS_OK || access(checkpoint->text, F_OK) == 0)
        return status;
    if ((status = name_old(s, &old, err)) == STATUS_OK
        && (status = path_set(&old, err, "%s.checkpoint", old.text)) == STATUS_OK
        && checkpoint_is_of(old.text, &s->origin))
        *checkpoint = old;
    return status;
}

static enum status train(const struct search *s, const struct watch *watch, struct mlp *m,
                         struct error *err)
{
    struct path checkpoint;
    enum status status = file_check_folder(s->o->programs, err);

    if (status != STATUS_OK || (status = name_checkpoint(s, &checkpoint, err)) != STATUS_OK)
        return status;
    watch_progress(watch, "training %s ...", s->d->name);
    status = mlp_train(m, s->d, s->set, run_threads(s->o), checkpoint.text, watch, err);
    watch_over(watch);
    if (status != STATUS_OK)
        return status;
    if ((status = mlp_write(s->path->text, m, err)) != STATUS_OK)
        mlp_free(m);
    else
        unlink(checkpoint.text);
    return status;
}

static enum status train_in_folder(const struct search *s, const struct watch *watch, struct mlp *m,
                                   struct error *err)
{
    const struct folders before = folders_before(s->o->programs);
    const enum status status = train(s, watch, m, err);

    if (status != STATUS_OK)
        folders_remove_empty(&before);
    return status;
}

static enum status find_or_train(struct search *s, const struct watch *watch, bool retrain,
                                 struct mlp *m, struct error *err)
{
    bool found = false;
    enum status status = name_weights(s, err);

    if (status == STATUS_OK && !retrain)
        status = find(s, &found, m, err);
    if (status != STATUS_OK || found)
        return status;
    if (s->o->make == RUN_MAKE_PROGRAM)
        return error_set(err, STATUS_BAD_FILE, "%s: missing", s->path->text);
    return train_in_folder(s, watch, m, err);
}

enum status weights_prepare(const struct run_options *o, const struct watch *watch,
                            const struct design *d, bool retrain, struct weights *w,
                            struct error *err)
{
    struct dataset set;
    struct search s = {.o = o, .d = d, .set = &set, .path = &w->path};
    enum status status = dataset_load(d->data.set, d->data.path, DATASET_TRAIN, &set, err);

    if (status != STATUS_OK)
        return status;
    s.origin = mlp_origin(d, &set);
    w->data_hash = s.origin.data_hash;
    status = find_or_train(&s, watch, retrain, &w->mlp, err);
    dataset_free(&set);
    return status;
}

enum status weights_origin(const struct design *d, struct mlp_origin *origin, struct error *err)
{
    struct dataset set;
    const enum status status = dataset_load(d->data.set, d->data.path, DATASET_TRAIN, &set, err);

    if (status != STATUS_OK)
        return status;
    *origin = mlp_origin(d, &set);
    dataset_free(&set);
    return STATUS_OK;
}
