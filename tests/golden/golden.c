/* golden.c - journals of every version replay for ever.
 *
 *   golden record OUT.json FOLDER...   runs the specs of the workflows in the folders in virtual
 *                                      time and writes down what their cases left behind
 *   golden record-moved OUT.json ONE.lua TWO.lua   two releases of one workflow, the second made
 *                                      active while cases wait: one goes on there, one is carried
 *   golden replay FILE.json...         the test
 *   golden dump OUT FOLDER...          runs the specs and writes down what the disk of each holds
 *                                      in the end; must not hang on the process (same.sh)
 *   golden outcomes FOLDER...          runs the specs and lives every case again (retold.c)
 *   golden dump-collecting OUT FOLDER...   the same while Lua collects garbage at every block
 *
 * A file is one value: { v, files = { path = text }, cases = [ { title, case, workflow, number,
 * rows = [ { seq, at, release, opening, replayed, body, hash } ] } ] }; `body` is the text that was
 * hashed. Releases after the first stand in `releases`, each { path = text }. Replaying a case goes
 * through its turns in order on an empty disk. Each row's hash must follow from the one before, and
 * after each turn at which a script waits, the case is rebuilt from what lies on the disk: it must
 * not diverge, on the scripts of that day and the host of this one. In the end it is exported,
 * opened and traced as the debugger does (look.c).
 *
 * The files are never changed. When ROW_VERSION or a verb changes, record a new one beside them
 * (v2-...), and teach row_read both.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "data/canon.h"
#include "data/secret.h"
#include "engine/inside.h"
#include "engine/loan.h"
#include "engine/rehearsal.h"
#include "engine/replay.h"
#include "engine/row.h"
#include "engine/verify.h"
#include "script/release.h"
#include "store/simulated.h"
#include "look.h"
#include "retold.h"

enum { FILES_MOST = 512, CASES_MOST = 64, ROWS_MOST = 20000 };

struct scripts {
    struct arena arena;
    struct script_file files[FILES_MOST];
    size_t count;
};

static int failed(const char *what, const char *which, const struct err *err)
{
    printf("%s: %s%s%s\n", what, which, err ? ": " : "", err ? err->text : "");
    return 1;
}

static int read_file(const char *path, struct arena *arena, struct slice *out)
{
    struct buf text = {0};
    FILE *from = fopen(path, "rb");
    if (!from)
        return failed("cannot read", path, NULL);
    char block[65536];
    for (size_t n; (n = fread(block, 1, sizeof block, from)) > 0;)
        buf_add(&text, block, n);
    fclose(from);
    *out = arena_copy(arena, buf_slice(&text));
    buf_close(&text);
    return 0;
}

/* -- recording -------------------------------------------------------------------------------- */

struct recorder {
    struct arena arena;
    struct value *cases;
    struct id refs[CASES_MOST]; /* of the host that is open */
    size_t ref_count;
    size_t failures, retold;
    struct buf dump;
    const struct script_file *second; /* of record-moved */
};

static void on_turn(void *owner, int64_t journal_id, const struct id *case_ref, const char *event)
{
    struct recorder *recorder = owner;
    (void)journal_id, (void)event;
    for (size_t i = 0; i < recorder->ref_count; i++)
        if (memcmp(&recorder->refs[i], case_ref, sizeof *case_ref) == 0)
            return;
    if (recorder->ref_count < CASES_MOST)
        recorder->refs[recorder->ref_count++] = *case_ref;
}

static void on_open(void *owner, struct rehearsal *rehearsal)
{
    struct recorder *recorder = owner;
    recorder->ref_count = 0;
    engine_on_turn(rehearsal_engine(rehearsal), on_turn, recorder);
}

static struct value *row_value(struct arena *arena, const struct journal_row *row)
{
    struct value *value = value_map(arena);
    char hash[2 * DIGEST_BYTES + 1];

    value_put(arena, value, "seq", value_int(arena, row->seq));
    value_put(arena, value, "at", value_int(arena, row->at));
    value_put(arena, value, "release", value_int(arena, row->release));
    value_put(arena, value, "opening", value_bool(arena, row->is_opening));
    value_put(arena, value, "replayed", value_bool(arena, row->is_replayed));
    value_put(arena, value, "body", value_text(arena, row->body));
    value_put(arena, value, "hash", value_string(arena, digest_to_text(&row->hash, hash)));
    return value;
}

static int record_case(struct recorder *recorder, struct reader *reader, const struct id *ref,
                       const char *title)
{
    struct arena *arena = &recorder->arena;
    struct value *value = value_map(arena), *list = value_list(arena);
    struct case_image image;
    struct journal_row *rows;
    size_t count;
    char text[ID_TEXT_LEN + 1];
    struct err err = {0};

    int rc = reader_load(reader, ref, arena, &image, &err);
    if (rc == 0)
        rc = reader_back(reader, image.row.head, ROWS_MOST, arena, &rows, &count, &err);
    if (rc != 0)
        return failed("cannot read a case", title, &err);
    while (count > 0)
        value_push(arena, list, row_value(arena, &rows[--count]));
    value_put(arena, value, "title", value_string(arena, title));
    value_put(arena, value, "case", value_string(arena, id_to_text(ref, text)));
    value_put(arena, value, "workflow", value_text(arena, image.row.workflow));
    value_put(arena, value, "number", value_text(arena, image.row.number));
    value_put(arena, value, "rows", list);
    value_push(arena, recorder->cases, value);
    return 0;
}

static void on_close(void *owner, struct rehearsal *rehearsal, const char *title)
{
    struct recorder *recorder = owner;
    for (size_t i = 0; i < recorder->ref_count; i++)
        if (record_case(recorder, rehearsal_reader(rehearsal), &recorder->refs[i], title) != 0)
            recorder->failures++;
}

static void on_close_dump(void *owner, struct rehearsal *rehearsal, const char *title)
{
    struct recorder *recorder = owner;
    buf_printf(&recorder->dump, "== %s\n", title ? title : "");
    disk_dump(rehearsal_disk(rehearsal), &recorder->dump);
}

static void on_end(void *owner, const char *title, const struct err *failure)
{
    struct recorder *recorder = owner;
    if (failure) {
        failed("the spec fails", title, failure);
        recorder->failures++;
    }
}

static bool ends_with(const char *path, const char *name)
{
    size_t len = strlen(path), end = strlen(name);
    return len >= end && strcmp(path + len - end, name) == 0;
}

/* The name of a folder in a release: its last part, of one below offices/ the last two. */
static const char *folder_name(const char *folder)
{
    static const char above[] = "/offices/";
    const char *slash = strrchr(folder, '/'), *name = slash ? slash + 1 : folder;
    size_t len = sizeof above - 1;
    if ((size_t)(name - folder) >= len && memcmp(name - len, above, len) == 0)
        return name - len + 1;
    return name;
}

/* Scripts, the table of offices and, from the folder letters/, templates. */
static bool is_taken(const char *name, bool is_letters)
{
    return is_letters ? ends_with(name, ".html")
                      : ends_with(name, ".lua") || strcmp(name, "tree.csv") == 0;
}

static int add_files(struct scripts *scripts, const char *folder, const char *as, bool is_letters)
{
    DIR *dir = opendir(folder);
    int rc = 0;

    if (!dir)
        return is_letters ? 0 : failed("no such folder", folder, NULL);
    for (struct dirent *entry; rc == 0 && (entry = readdir(dir)) && scripts->count < FILES_MOST;) {
        if (!is_taken(entry->d_name, is_letters))
            continue;
        struct script_file *file = &scripts->files[scripts->count++];
        file->path = arena_printf(&scripts->arena, "%s/%s", as, entry->d_name);
        rc = read_file(arena_printf(&scripts->arena, "%s/%s", folder, entry->d_name),
                       &scripts->arena, &file->text);
    }
    closedir(dir);
    return rc;
}

static int add_folder(struct scripts *scripts, const char *folder)
{
    struct arena *arena = &scripts->arena;
    const char *as = folder_name(folder);
    int rc = add_files(scripts, folder, as, false);

    return rc == 0 ? add_files(scripts, arena_printf(arena, "%s/letters", folder),
                               arena_printf(arena, "%s/letters", as), true)
                   : rc;
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(((const struct script_file *)a)->path, ((const struct script_file *)b)->path);
}

static int write_text(const char *path, const struct buf *text)
{
    FILE *to = fopen(path, "wb");
    bool is_written = to && fwrite(text->bytes, 1, text->len, to) == text->len;
    is_written = to && fclose(to) == 0 && is_written;
    return is_written ? 0 : failed("cannot write", path, NULL);
}

static int write_out(struct recorder *recorder, const struct scripts *scripts, const char *path)
{
    struct arena *arena = &recorder->arena;
    struct value *value = value_map(arena), *files = value_map(arena);
    struct buf text = {0};

    for (size_t i = 0; i < scripts->count; i++)
        if (!ends_with(scripts->files[i].path, "/spec.lua") &&
            !ends_with(scripts->files[i].path, "_spec.lua") &&
            !ends_with(scripts->files[i].path, "/examples.lua"))
            value_put(arena, files, scripts->files[i].path,
                      value_text(arena, scripts->files[i].text));
    value_put(arena, value, "v", value_int(arena, ROW_VERSION));
    value_put(arena, value, "files", files);
    value_put(arena, value, "cases", recorder->cases);
    if (recorder->second) {
        struct value *releases = value_list(arena), *release = value_map(arena);
        value_put(arena, release, recorder->second->path,
                  value_text(arena, recorder->second->text));
        value_push(arena, releases, release);
        value_put(arena, value, "releases", releases);
    }
    canon_write(&text, value);
    buf_add_byte(&text, '\n');
    int rc = write_text(path, &text);
    buf_close(&text);
    return rc;
}

static int run_specs(struct recorder *recorder, const struct spec_watch *watch,
                     struct scripts *scripts, char **folders, int count)
{
    struct err err = {0};
    int rc = 0;

    for (int i = 0; rc == 0 && i < count; i++)
        rc = add_folder(scripts, folders[i]);
    qsort(scripts->files, scripts->count, sizeof scripts->files[0], compare_paths);
    if (rc == 0 && rehearsal_watch_specs(scripts->files, scripts->count, watch, &err) != 0)
        rc = failed("cannot run the specs", folders[0], &err);
    if (rc == 0 && recorder->failures > 0)
        rc = failed("nothing was written", folders[0], NULL);
    return rc;
}

static int record(const char *path, char **folders, int count)
{
    static struct scripts scripts;
    struct recorder recorder = {0};
    struct spec_watch watch = {
        .on_open = on_open, .on_close = on_close, .on_end = on_end, .owner = &recorder};

    recorder.cases = value_list(&recorder.arena);
    int rc = run_specs(&recorder, &watch, &scripts, folders, count);
    if (rc == 0)
        rc = write_out(&recorder, &scripts, path);
    if (rc == 0)
        printf("%s: %zu cases\n", path, value_len(recorder.cases));
    arena_close(&recorder.arena);
    arena_close(&scripts.arena);
    return rc;
}

/* ---- two releases ---- */

static const char moved_path[] = "kept/workflow.lua";

static int tell(struct rehearsal *rehearsal, const struct id *ref, struct id *started)
{
    struct arena arena = {0};
    struct answer answer;
    struct act *act = act_new(ref ? ACT_SIGNAL : ACT_START);

    act->actor = rehearsal_actor(rehearsal, "clerk", "clerk");
    act->data = value_map(&act->arena);
    if (ref) {
        act->case_ref = *ref;
        act->name = "word";
    } else
        act->workflow = "kept";
    rehearsal_act(rehearsal, act, &arena, &answer);
    rehearsal_settle(rehearsal);
    const char *id = value_text_or(value_get(answer.reply, "id"), "");
    int rc = answer.status;
    if (rc == 0 && started && !id_from_text(id, strlen(id), started))
        rc = STATUS_CORRUPT;
    if (rc != 0)
        failed("an act is refused", answer.err.text, NULL);
    arena_close(&arena);
    return rc;
}

/* One case follows when it hears, one has heard too much and is carried; both go on to their end.
 */
static int play_moved(struct rehearsal *rehearsal, const struct script_file *second,
                      struct id cases[2])
{
    struct err err = {0};
    int rc = tell(rehearsal, NULL, &cases[0]);

    if (rc == 0)
        rc = tell(rehearsal, NULL, &cases[1]);
    if (rc == 0)
        rc = tell(rehearsal, &cases[1], NULL);
    rehearsal_use_files(rehearsal, second, 1);
    if (rc == 0)
        rc = rehearsal_use_scripts(rehearsal, &err);
    rehearsal_settle(rehearsal);
    for (int i = 0; rc == 0 && i < 3; i++)
        rc = tell(rehearsal, &cases[0], NULL);
    return rc == 0 ? tell(rehearsal, &cases[1], NULL) : rc;
}

static int record_moved(const char *path, char **files)
{
    static struct scripts scripts;
    struct recorder recorder = {0};
    struct script_file one = {.path = moved_path}, two = {.path = moved_path};
    struct rehearsal_options options = {.seed = 1, .files = &one, .file_count = 1};
    struct rehearsal *rehearsal;
    struct id cases[2];
    struct err err = {0};

    recorder.cases = value_list(&recorder.arena);
    if (read_file(files[0], &scripts.arena, &one.text) != 0 ||
        read_file(files[1], &scripts.arena, &two.text) != 0)
        return 1;
    if (rehearsal_open(&options, &rehearsal, &err) != 0)
        return failed("the first release does not open", files[0], &err);
    int rc = play_moved(rehearsal, &two, cases);
    struct reader *reader = rehearsal_reader(rehearsal);
    if (rc == 0)
        rc = record_case(&recorder, reader, &cases[0], "goes on on the second release");
    if (rc == 0)
        rc = record_case(&recorder, reader, &cases[1], "carried into a stage of the second");
    scripts.files[scripts.count++] = one;
    recorder.second = &two;
    if (rc == 0)
        rc = write_out(&recorder, &scripts, path);
    rehearsal_close(rehearsal);
    arena_close(&recorder.arena);
    arena_close(&scripts.arena);
    return rc;
}

static int dump(const char *path, char **folders, int count, unsigned collect_each)
{
    static struct scripts scripts;
    struct recorder recorder = {0};
    struct spec_watch watch = {.on_close = on_close_dump,
                               .on_end = on_end,
                               .owner = &recorder,
                               .collect_each = collect_each};

    int rc = run_specs(&recorder, &watch, &scripts, folders, count);
    if (rc == 0)
        rc = write_text(path, &recorder.dump);
    buf_close(&recorder.dump);
    arena_close(&scripts.arena);
    return rc;
}

static void on_close_retold(void *owner, struct rehearsal *rehearsal, const char *title)
{
    struct recorder *recorder = owner;
    recorder->failures += golden_retold(rehearsal, title, &recorder->retold);
}

static int retold(char **folders, int count)
{
    static struct scripts scripts;
    struct recorder recorder = {0};
    struct spec_watch watch = {.on_close = on_close_retold, .on_end = on_end, .owner = &recorder};

    int rc = run_specs(&recorder, &watch, &scripts, folders, count);
    if (rc == 0 && recorder.retold == 0)
        rc = failed("no case was lived", folders[0], NULL);
    if (rc == 0)
        printf("%zu cases lived again\n", recorder.retold);
    arena_close(&scripts.arena);
    return rc;
}

/* -- replaying -------------------------------------------------------------------------------- */

/* A disk of its own, written row by row; the engine of a rehearsal knows the scripts. */
struct golden {
    const char *path;
    struct arena arena;
    const struct value *root;
    struct rehearsal *rehearsal;
    struct disk *disk;
    struct store *store;
    struct reader *reader;
    int settled; /* status of the last write set */
    struct err err;
    size_t rebuilt, turns, looked;
};

static void on_settled(void *owner, struct list *settled)
{
    struct golden *golden = owner;
    while (!list_is_empty(settled)) {
        struct write_set *set = LIST_ITEM(list_pop(settled), struct write_set, link);
        golden->settled = set->status;
        golden->err = set->err;
        write_set_close(set);
    }
}

/* The next release of the host that plays: they have the ids they had that day. */
static int use_release(struct golden *golden, const struct value *files, struct err *err)
{
    struct script_file *list = ARENA_ARRAY(&golden->arena, struct script_file, value_len(files));

    for (size_t i = 0; i < value_len(files); i++)
        list[i] = (struct script_file){
            .path = arena_copy(&golden->arena, files->map.members[i].key).bytes,
            .text = files->map.members[i].value->text};
    rehearsal_use_files(golden->rehearsal, list, value_len(files));
    return rehearsal_use_scripts(golden->rehearsal, err);
}

static int golden_open(struct golden *golden)
{
    static struct scripts scripts;
    struct slice text;
    struct err err = {0};

    scripts = (struct scripts){0};
    if (read_file(golden->path, &golden->arena, &text) != 0)
        return 1;
    while (text.len > 0 && text.bytes[text.len - 1] == '\n')
        text.len--;
    struct value *root;
    if (canon_read(&golden->arena, text, &root, &err) != 0)
        return failed("not a golden journal", golden->path, &err);
    golden->root = root;
    const struct value *files = value_get(root, "files");
    for (size_t i = 0; i < value_len(files) && i < FILES_MOST; i++) {
        const struct member *member = &files->map.members[i];
        scripts.files[scripts.count++] = (struct script_file){
            .path = arena_copy(&golden->arena, member->key).bytes, .text = member->value->text};
    }
    struct rehearsal_options options = {
        .seed = 1, .files = scripts.files, .file_count = scripts.count};
    if (rehearsal_open(&options, &golden->rehearsal, &err) != 0)
        return failed("its scripts do not open any more", golden->path, &err);
    const struct value *releases = value_get(root, "releases");
    for (size_t i = 0; i < value_len(releases); i++)
        if (use_release(golden, value_item(releases, i), &err) != 0)
            return failed("a later release does not open any more", golden->path, &err);
    struct store_options store = {.on_settled = on_settled, .owner = golden};
    golden->disk = disk_new(1);
    if (store_open_simulated(golden->disk, &store, &golden->store, &err) != 0 ||
        reader_open(golden->store, &golden->reader, &err) != 0)
        return failed("no disk", golden->path, &err);
    return 0;
}

static void golden_close(struct golden *golden)
{
    reader_close(golden->reader);
    store_close(golden->store);
    disk_close(golden->disk);
    rehearsal_close(golden->rehearsal);
    arena_close(&golden->arena);
}

struct golden_case {
    struct golden *golden;
    const struct value *value;
    struct id ref;
    struct case_row row; /* as the disk has it */
    const char *stage;
};

/* Puts one recorded turn on the disk, as the store got it that day. */
static int put_turn(struct golden_case *gc, const struct value *recorded, bool is_waiting,
                    struct err *err)
{
    struct golden *golden = gc->golden;
    struct write_set *set = write_set_new();
    struct journal_row *row = write_set_add_row(set);
    char hash[2 * DIGEST_BYTES + 1];

    row->case_id = gc->row.id;
    row->seq = value_get_int(recorded, "seq", 0);
    row->at = value_get_int(recorded, "at", 0);
    row->release = value_get_int(recorded, "release", 0);
    row->is_opening = value_get_bool(recorded, "opening", false);
    row->is_replayed = value_get_bool(recorded, "replayed", false);
    row->body = arena_copy(&set->arena, value_get(recorded, "body")->text);
    journal_hash(&gc->row.hash, &gc->ref, row, &row->hash);
    if (!value_is_text(value_get(recorded, "hash"), digest_to_text(&row->hash, hash))) {
        write_set_close(set);
        return err_set(err, STATUS_CORRUPT, "the hash of this turn is another today");
    }
    set->has_case = true;
    set->expected_seq = gc->row.seq;
    set->epoch = store_epoch(golden->store);
    set->generation = store_generation(golden->store);
    set->row = gc->row;
    set->row.ref = gc->ref;
    set->row.stage = arena_copy(&set->arena, slice_of(gc->stage));
    set->row.workflow = arena_copy(&set->arena, value_get(gc->value, "workflow")->text);
    set->row.number = arena_copy(&set->arena, slice_of(""));
    set->row.office = arena_copy(&set->arena, slice_of("office"));
    set->row.outcome = arena_copy(&set->arena, slice_of(""));
    set->row.extra = arena_copy(&set->arena, slice_of("{}"));
    set->row.status = is_waiting ? CASE_OPEN : CASE_CLOSED;
    set->row.release = row->release;
    set->row.seq = row->seq;
    set->row.at = row->at;
    set->row.opened_at = gc->row.opened_at ? gc->row.opened_at : row->at;
    set->row.hash = row->hash;
    store_submit(golden->store, set);
    while (store_simulated_has_work(golden->store))
        store_simulated_step(golden->store);
    *err = golden->err;
    return golden->settled;
}

/* What the disk holds now must play: the host forgets the case and rebuilds it. */
static int rebuild(struct golden_case *gc, struct err *err)
{
    struct engine *engine = rehearsal_engine(gc->golden->rehearsal);
    struct worker worker = {.engine = engine, .reader = gc->golden->reader};
    struct casefile cf = {.engine = engine, .ref = gc->ref, .loan.editions = engine->editions};
    struct arena arena = {0};

    int rc = casefile_load(&cf, worker.reader, err);
    if (rc == 0)
        rc = replay_rebuild(&cf, &worker, &arena, err);
    if (rc == 0 && strcmp(cf.stage.name, gc->stage) != 0)
        rc = err_set(err, STATUS_CORRUPT, "it is in stage %s, not %s", cf.stage.name, gc->stage);
    gc->golden->rebuilt += rc == 0;
    casefile_drop(&cf);
    arena_close(&arena);
    return rc;
}

/* Does a script wait after this turn, or has the stage, the case, the script ended in it? */
static bool is_resting(const struct value *body)
{
    return value_is_nil(value_get(body, "next")) && value_is_nil(value_get(body, "closed")) &&
           value_is_nil(value_get(body, "error"));
}

static int play_turn(struct golden_case *gc, const struct value *recorded, bool *is_parked,
                     struct err *err)
{
    struct golden *golden = gc->golden;
    struct journal_row like = {.seq = value_get_int(recorded, "seq", 0),
                               .body = value_get(recorded, "body")->text};
    struct case_image image;
    struct value *body;
    int rc = row_read(&golden->arena, &like, &body, err);

    if (rc != 0)
        return rc;
    if (value_get_bool(recorded, "opening", false))
        gc->stage = value_get_text(value_get(body, "opening"), "stage");
    *is_parked = *is_parked || !value_is_nil(value_get(body, "error"));
    bool is_waiting = is_resting(body) && !*is_parked;
    rc = put_turn(gc, recorded, is_waiting, err);
    if (rc == 0)
        rc = reader_load(golden->reader, &gc->ref, &golden->arena, &image, err);
    if (rc != 0)
        return rc;
    gc->row = image.row;
    golden->turns++;
    return is_waiting ? rebuild(gc, err) : 0;
}

/* In v1-verbs.json; recorded the hour before refused commands were journalled, with one in the last
 * turn of a stage, which only the debugger replays. No such journal left the house. */
static const char before_refusals[] =
    "E17: clocks outlive waits; each falling due is handed over once";

static int look(struct golden *golden, const struct value *value)
{
    const char *title = value_text_or(value_get(value, "title"), "");
    bool is_known =
        strcmp(title, before_refusals) == 0 && ends_with(golden->path, "/v1-verbs.json");
    struct err err = {0};

    if (is_known || golden_look(golden->root, value, &golden->looked, &err) == 0)
        return 0;
    return failed("the debugger cannot show it", title, &err);
}

static int play_case(struct golden *golden, const struct value *value)
{
    struct golden_case gc = {.golden = golden, .value = value, .stage = ""};
    const struct value *rows = value_get(value, "rows");
    const char *ref = value_text_or(value_get(value, "case"), "");
    uint64_t rows_seen = 0;
    struct err err = {0};
    bool is_parked = false;

    if (!id_from_text(ref, strlen(ref), &gc.ref) || value_len(rows) == 0)
        return failed("a case without id or turns", golden->path, NULL);
    for (size_t i = 0; i < value_len(rows); i++)
        if (play_turn(&gc, value_item(rows, i), &is_parked, &err) != 0) {
            printf("%s: \"%s\", turn %zu: %s %s\n", golden->path,
                   value_text_or(value_get(value, "title"), ""), i + 1,
                   err.where[0] ? err.where : "", err.text);
            return 1;
        }
    if (verify_chain(golden->reader, &gc.row, &rows_seen, &err) != 0)
        return failed("the chain does not hold", golden->path, &err);
    return look(golden, value);
}

static int replay(const char *path)
{
    struct golden golden = {.path = path};
    int bad = golden_open(&golden);
    const struct value *cases = golden.root ? value_get(golden.root, "cases") : &value_nil;

    for (size_t i = 0; bad == 0 && i < value_len(cases); i++)
        bad = play_case(&golden, value_item(cases, i));
    if (bad == 0 && (golden.rebuilt == 0 || value_len(cases) == 0))
        bad = failed("nothing in it was replayed", path, NULL);
    if (bad == 0)
        printf("%s: %zu cases, %zu turns, rebuilt %zu times, looked at %zu turns\n", path,
               value_len(cases), golden.turns, golden.rebuilt, golden.looked);
    golden_close(&golden);
    return bad;
}

int main(int argc, char **argv)
{
    struct err err = {0};
    int bad = 0;

    if (secret_open(&err) != 0)
        return failed("libsodium", "does not start", &err);
    if (argc >= 4 && strcmp(argv[1], "record") == 0)
        return record(argv[2], argv + 3, argc - 3);
    if (argc == 5 && strcmp(argv[1], "record-moved") == 0)
        return record_moved(argv[2], argv + 3);
    if (argc >= 4 && strcmp(argv[1], "dump") == 0)
        return dump(argv[2], argv + 3, argc - 3, 0);
    if (argc >= 4 && strcmp(argv[1], "dump-collecting") == 0)
        return dump(argv[2], argv + 3, argc - 3, 1);
    if (argc >= 3 && strcmp(argv[1], "outcomes") == 0)
        return retold(argv + 2, argc - 2);
    if (argc < 3 || strcmp(argv[1], "replay") != 0)
        return failed("usage", "golden replay FILE... | golden record OUT FOLDER...", NULL);
    for (int i = 2; i < argc; i++)
        bad += replay(argv[i]);
    return bad != 0;
}
