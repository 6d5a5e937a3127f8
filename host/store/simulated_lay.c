/* simulated_lay.c - a case from elsewhere laid on an empty disk, with the ids it had: for who reads
 * an exported case and never writes. Goes past disk_apply, whose guards are for hosts.
 */
#include "store/simulated_disk.h"

enum { LAID_CASE = 1 };

static void lay_turns(struct disk *disk, struct case_row *row, const struct disk_case *from)
{
    row->head = row->back = 0;
    for (size_t i = 0; i < from->turn_count; i++) {
        struct journal_row turn = from->turns[i];
        turn.id = (int64_t)i + 1;
        turn.case_id = LAID_CASE;
        turn.prev = row->head;
        turn.back = turn.is_opening ? 0 : row->back;
        row->head = turn.id;
        if (turn.is_opening || turn.is_replayed)
            row->back = turn.id;
        table_put(&disk->tables[DISK_JOURNAL], &turn);
    }
}

void disk_lay_case(struct disk *disk, const struct disk_case *from)
{
    struct case_row row = from->row;

    row.id = LAID_CASE;
    lay_turns(disk, &row, from);
    table_put(&disk->tables[DISK_CASES], &row);
    const struct ref_entry entry = {.ref = row.ref, .case_id = LAID_CASE};
    table_put(&disk->tables[DISK_REFS], &entry);
    for (size_t i = 0; i < from->part_count; i++) {
        const struct kept_part kept = {.case_id = LAID_CASE, .part = from->parts[i]};
        table_put(&disk->tables[DISK_PARTS], &kept);
    }
    for (size_t i = 0; i < from->incident_count; i++) {
        struct kept_incident kept = {.order = (int64_t)i + 1, .row = from->incidents[i]};
        kept.row.case_id = LAID_CASE;
        table_put(&disk->tables[DISK_INCIDENTS], &kept);
    }
    for (size_t i = 0; i < from->release_count; i++)
        table_put(&disk->tables[DISK_RELEASES], &from->releases[i]);
}
