/* SPDX-License-Identifier: MIT */
/* cell_list_test.c - a list of cells, packed, is what a histogram of the same values is */
#include "stats/cell_list.h"

#include "base/random.h"
#include "stats/cells.h"
#include "stats/histogram_layout.h"
#include "support.h"

static void packing_gives_the_cells_of_a_histogram_of_the_same_values(void **state)
{
    static const size_t sizes[] = {0, 1, 2, 47, 48, 49, 1000, CELL_LIST_MAX};
    struct cell_list list = {0}, spare = {0};
    struct buffer packed, wanted;
    struct random random;

    random_init(&random, 5, 0);
    buffer_init(&packed, 1 << 20);
    buffer_init(&wanted, 1 << 20);
    for (size_t s = 0; s < COUNT(sizes); s++) {
        struct histogram *h = histogram_new();

        for (size_t i = 0; i < sizes[s]; i++) {
            uint64_t ns = random_below(&random, HISTOGRAM_MAX_NS >> random_below(&random, 40));
            uint16_t cell = (uint16_t)histogram_cell(ns);

            histogram_record(h, ns);
            cell_list_add(&list, &cell, 1);
        }
        buffer_clear(&packed);
        buffer_clear(&wanted);
        cell_list_pack(&list, &packed, &spare);
        cells_append(&wanted, h);
        assert_equal_u64("size", packed.size, wanted.size);
        assert_memory_equal(buffer_cstring(&packed), buffer_cstring(&wanted), wanted.size);
        assert_int_equal(list.count, 0);
        histogram_free(h);
    }
    cell_list_free(&list);
    cell_list_free(&spare);
    buffer_free(&packed);
    buffer_free(&wanted);
}

TEST_MAIN(TEST(packing_gives_the_cells_of_a_histogram_of_the_same_values))
