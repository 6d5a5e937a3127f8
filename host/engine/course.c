/* course.c - how a case has gone (course.h).
 *
 * Stages and clocks are told by the journal, which has all of them; tasks by their rows, which stay
 * when a task has ended. To follow one more thing (letters, ladders): a list in struct course, its
 * reading here, its comparing in course_compare.c, its words in outcomes_words.c.
 */
#include "engine/course.h"
#include "data/canon.h"
#include "engine/row.h"
#include "engine/tasks.h"

enum { LISTS_FIRST = 16 };

struct reading {
    struct arena *arena;
    struct course *course;
    size_t stages_most, clocks_most, steps_most, letters_most;
};

/* Room for one more in a list of the arena. */
static void *grown(struct arena *arena, void *items, size_t size, size_t count, size_t *most)
{
    if (count < *most)
        return items;
    size_t wanted = *most ? 2 * *most : LISTS_FIRST;
    void *larger = arena_zero(arena, wanted * size);
    if (count)
        memcpy(larger, items, count * size);
    *most = wanted;
    return larger;
}

static void add_stage(struct reading *reading, const char *name, int64_t at)
{
    struct course *course = reading->course;
    course->stages = grown(reading->arena, course->stages, sizeof *course->stages,
                           course->stage_count, &reading->stages_most);
    course->stages[course->stage_count++] = (struct course_stage){.name = name, .at = at};
    course->stage = name;
}

static void add_clock(struct reading *reading, const char *key, const struct value *due)
{
    struct course *course = reading->course;
    int32_t date = 0;

    course->clocks = grown(reading->arena, course->clocks, sizeof *course->clocks,
                           course->clock_count, &reading->clocks_most);
    date_from_text(slice_of(value_text_or(due, "")), &date);
    course->clocks[course->clock_count++] =
        (struct course_clock){.key = key, .due = date, .ended = ""};
}

static void add_step(struct reading *reading, const struct value *event, int64_t at)
{
    struct course *course = reading->course;
    course->steps = grown(reading->arena, course->steps, sizeof *course->steps, course->step_count,
                          &reading->steps_most);
    course->steps[course->step_count++] =
        (struct course_step){.clock = value_text_or(value_get(event, "clock"), ""),
                             .step = value_text_or(value_get(event, "step"), ""),
                             .at = at};
}

/* What the turn says it has done: letters among it. */
static void read_done(struct reading *reading, const struct value *done)
{
    struct course *course = reading->course;
    for (size_t i = 0; i < value_len(done); i++) {
        const char *letter = value_get_text(value_item(done, i), "letter");
        if (!letter || !value_is_text(value_get(value_item(done, i), "status"), "issued"))
            continue;
        course->letters = grown(reading->arena, course->letters, sizeof *course->letters,
                                course->letter_count, &reading->letters_most);
        course->letters[course->letter_count++] = (struct course_letter){.name = letter};
    }
}

/* The last that was started under this key. */
static struct course_clock *find_clock(struct course *course, const char *key)
{
    for (size_t i = course->clock_count; key && i-- > 0;)
        if (strcmp(course->clocks[i].key, key) == 0)
            return &course->clocks[i];
    return NULL;
}

/* ---- the journal ---- */

/* Clocks that the case itself starts at its beginning have no command. */
static void read_first_clocks(struct reading *reading, const struct value *opening)
{
    const struct value *clocks = value_get(opening, "clocks");
    for (size_t i = 0; i < value_len(clocks); i++)
        add_clock(reading, clocks->map.members[i].key.bytes,
                  value_get(clocks->map.members[i].value, "due"));
}

static void move_clock(struct reading *reading, const char *key, const struct value *due)
{
    struct course_clock *clock = find_clock(reading->course, key);
    if (clock)
        date_from_text(slice_of(value_text_or(due, "")), &clock->due);
}

static void read_command(struct reading *reading, const struct value *command)
{
    enum verb verb = verb_of(value_text_or(value_get(command, "kind"), ""));
    const char *name = value_get_text(command, "name");
    struct course_clock *clock;

    if (!value_is_nil(value_get(command, "refused")) || !name)
        return;
    const char *key = clock_key(reading->arena, name, value_get_text(command, "row"));
    if (verb == VERB_START_CLOCK)
        add_clock(reading, key, value_get(command, "result"));
    else if (verb == VERB_PAUSE_CLOCK || verb == VERB_RESUME_CLOCK || verb == VERB_EXTEND_CLOCK)
        move_clock(reading, key, value_get(command, "result"));
    else if (verb == VERB_STOP_CLOCK && (clock = find_clock(reading->course, key)))
        clock->ended = value_text_or(value_get(command, "result"), "");
}

static void read_row(struct reading *reading, const struct journal_row *row,
                     const struct value *body)
{
    struct course *course = reading->course;
    const struct value *opening = value_get(body, "opening"), *event = value_get(body, "event");
    const struct value *commands = value_get(body, "commands");
    struct course_clock *clock = NULL;

    if (value_get_text(opening, "stage"))
        add_stage(reading, value_get_text(opening, "stage"), row->at);
    if (row->seq == 1)
        read_first_clocks(reading, opening);
    if (value_is_text(value_get(event, "kind"), "due") && !value_get_text(event, "step"))
        clock = find_clock(course, value_get_text(event, "clock"));
    if (clock)
        clock->fell_at = row->at;
    if (value_is_text(value_get(event, "kind"), "due") && value_get_text(event, "step"))
        add_step(reading, event, row->at);
    read_done(reading, value_get(body, "done"));
    const struct value *moved = value_get(body, "clocks");
    for (size_t i = 0; i < value_len(moved); i++)
        move_clock(reading, moved->map.members[i].key.bytes, moved->map.members[i].value);
    for (size_t i = 0; i < value_len(commands); i++)
        read_command(reading, value_item(commands, i));
    if (value_get_text(body, "closed") || value_get_text(body, "ends_as"))
        course->closed_at = row->at;
}

/* ---- the rows ---- */

static int read_task(struct reading *reading, const struct part *part, struct err *err)
{
    struct value *body;
    struct task task;
    int rc = canon_read(reading->arena, part->body, &body, err);
    if (rc == 0)
        rc = task_from_value(reading->arena, body, &task, err);
    if (rc != 0)
        return rc;
    reading->course->tasks[reading->course->task_count++] = (struct course_task){
        .form = task.form,
        .row = task.row ? task.row : "",
        .to = arena_copy(reading->arena, part->to).bytes,
        .opened_at = part->opened_at,
        .due_at = part->due_at,
        .status = task_status_word(task.status),
        .outcome = task.outcome ? task.outcome : "",
    };
    return 0;
}

/* Parts come by key, which is the order in which tasks were asked for; those of one instant keep
 * it. */
static int read_tasks(struct reading *reading, const struct case_image *image, struct err *err)
{
    struct course *course = reading->course;
    int rc = 0;

    course->tasks = ARENA_ARRAY(reading->arena, struct course_task, image->part_count + 1);
    for (size_t i = 0; rc == 0 && i < image->part_count; i++)
        if (image->parts[i].kind == PART_TASK)
            rc = read_task(reading, &image->parts[i], err);
    for (size_t i = 1; i < course->task_count; i++) { /* nearly sorted */
        struct course_task task = course->tasks[i];
        size_t at = i;
        for (; at > 0 && course->tasks[at - 1].opened_at > task.opened_at; at--)
            course->tasks[at] = course->tasks[at - 1];
        course->tasks[at] = task;
    }
    return rc;
}

/* The case may have gone on since its image was taken: only what belongs to the image. A dead
 * letter is of its effect: where a case is lived again nothing is sent; and nobody is employed
 * there, so of tasks that nobody could do and steps that reached nobody that world knows nothing.
 */
static bool is_of_the_case(const struct incident_row *incident)
{
    return !slice_is(incident->kind, "effect") && !slice_is(incident->kind, "nobody") &&
           !slice_is(incident->code, "nobody_to_tell");
}

static int read_incidents(struct reading *reading, struct reader *reader,
                          const struct case_row *row, struct err *err)
{
    struct course *course = reading->course;
    struct incident_row *rows;
    size_t count;
    int rc = reader_incidents(reader, row->id, false, reading->arena, &rows, &count, err);

    course->incidents =
        ARENA_ARRAY(reading->arena, struct course_incident, rc == 0 ? count + 1 : 1);
    for (size_t i = 0; rc == 0 && i < count; i++)
        if (rows[i].at <= row->at && is_of_the_case(&rows[i]))
            course->incidents[course->incident_count++] =
                (struct course_incident){.kind = arena_copy(reading->arena, rows[i].kind).bytes,
                                         .code = arena_copy(reading->arena, rows[i].code).bytes};
    return rc;
}

int course_read(struct reader *reader, const struct case_image *image,
                const struct journal_row *rows, struct arena *arena, struct course *out,
                struct err *err)
{
    struct reading reading = {.arena = arena, .course = out};
    int rc = 0;

    *out = (struct course){.stage = "", .status = image->row.status};
    out->outcome = arena_copy(arena, image->row.outcome).bytes;
    for (int64_t i = 0; rc == 0 && i < image->row.seq; i++) {
        struct value *body;
        rc = row_read(arena, &rows[i], &body, err);
        if (rc == 0)
            read_row(&reading, &rows[i], body);
    }
    if (rc == 0)
        rc = read_tasks(&reading, image, err);
    return rc == 0 ? read_incidents(&reading, reader, &image->row, err) : rc;
}
