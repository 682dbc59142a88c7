/* SPDX-License-Identifier: MIT */
/* tests of base/map.c */
#include "support.h"

#include "base/map.h"
#include "base/random.h"

static int one, two, three;

static void a_key_gives_the_value_last_put(void **state)
{
    struct map *m = map_new();

    assert_null(map_get(m, TEXT("a")));
    assert_null(map_put(m, TEXT("a"), &one));
    assert_ptr_equal(map_put(m, TEXT("a"), &two), &one);
    assert_ptr_equal(map_get(m, TEXT("a")), &two);
    assert_null(map_get(m, TEXT("A")));
    assert_int_equal(map_size(m), 1);
    map_free(m);
    map_free(NULL);
}

static void keys_are_copied_and_may_hold_any_byte(void **state)
{
    struct map *m = map_new();
    char key[] = "key";

    map_put(m, text_from(key), &one);
    key[0] = 'x';
    map_put(m, TEXT(""), &two);
    map_put(m, TEXT("\0"), &three);
    assert_ptr_equal(map_get(m, TEXT("key")), &one);
    assert_ptr_equal(map_get(m, (struct text){NULL, 0}), &two);
    assert_ptr_equal(map_get(m, TEXT("\0")), &three);
    assert_null(map_get(m, TEXT("xey")));
    assert_null(map_get(m, TEXT("\0\0")));
    map_free(m);
}

static void removal_gives_the_value_back_once(void **state)
{
    struct map *m = map_new();

    assert_null(map_remove(m, TEXT("a")));
    map_put(m, TEXT("a"), &one);
    assert_ptr_equal(map_remove(m, TEXT("a")), &one);
    assert_null(map_remove(m, TEXT("a")));
    assert_null(map_get(m, TEXT("a")));
    assert_int_equal(map_size(m), 0);
    map_free(m);
}

static void iteration_is_in_order_of_insertion(void **state)
{
    static const char *const wanted[] = {"b", "d", "a"};
    struct map *m = map_new();
    struct text key = {NULL, 0};
    void *value = NULL;
    size_t at = 0, count = 0;

    map_put(m, TEXT("a"), &one);
    map_put(m, TEXT("b"), &one);
    map_put(m, TEXT("c"), &one);
    map_put(m, TEXT("d"), &one);
    map_put(m, TEXT("b"), &two); /* a replaced value keeps its place */
    map_remove(m, TEXT("c"));
    map_remove(m, TEXT("a"));
    map_put(m, TEXT("a"), &three); /* one that was removed goes to the end */

    while (count < COUNT(wanted) && map_next(m, &at, &key, &value)) {
        assert_string_equal(key.data, wanted[count]);
        assert_ptr_equal(value, map_get(m, key));
        count++;
    }
    assert_int_equal(count, COUNT(wanted));
    assert_false(map_next(m, &at, &key, &value));
    at = 0;
    assert_true(map_next(m, &at, NULL, NULL));
    map_free(m);
}

static void a_key_that_comes_and_goes_does_not_make_the_map_grow(void **state)
{
    struct map *m = map_new();
    size_t at = 0;
    char key[32];

    for (int i = 0; i < 200000; i++) {
        snprintf(key, sizeof key, "session-%d", i);
        map_put(m, text_from(key), &one);
        assert_ptr_equal(map_remove(m, text_from(key)), &one);
    }
    assert_int_equal(map_size(m), 0);
    assert_false(map_next(m, &at, NULL, NULL));
    assert_in_range(at, 0, 16); /* the entries it had to pass: dead ones are packed */
    map_free(m);
}

/* The model: an array of the keys present, in order of insertion. */
struct model {
    struct {
        unsigned key;
        void *value;
    } present[1000];
    size_t count;
};

static size_t model_find(const struct model *model, unsigned key)
{
    size_t i = 0;

    while (i < model->count && model->present[i].key != key)
        i++;
    return i;
}

static void *model_put(struct model *model, unsigned key, void *value)
{
    size_t i = model_find(model, key);
    void *before = i < model->count ? model->present[i].value : NULL;

    model->present[i].key = key;
    model->present[i].value = value;
    model->count += i == model->count;
    return before;
}

static void *model_remove(struct model *model, unsigned key)
{
    size_t i = model_find(model, key);
    void *before;

    if (i == model->count)
        return NULL;
    before = model->present[i].value;
    model->count--;
    memmove(&model->present[i], &model->present[i + 1], (model->count - i) * sizeof model->present[0]);
    return before;
}

static struct text name_of(unsigned key, char out[32])
{
    return (struct text){out, (size_t)snprintf(out, 32, "%.*s%u", (int)(key % 11), "/api/items/", key)};
}

static void assert_same(const struct map *m, const struct model *model)
{
    struct text key = {NULL, 0};
    char name[32];
    void *value = NULL;
    size_t at = 0, count = 0;

    while (map_next(m, &at, &key, &value)) {
        assert_true(count < model->count);
        assert_true(text_equal(key, name_of(model->present[count].key, name)));
        assert_ptr_equal(value, model->present[count].value);
        assert_ptr_equal(map_get(m, key), value);
        count++;
    }
    assert_int_equal(count, model->count);
}

static void random_use_agrees_with_an_array(void **state)
{
    static char values[64];

    for (uint64_t seed = 0; seed < 6; seed++) {
        unsigned keys = (unsigned[]){3, 8, 9, 40, 300, 1000}[seed];
        struct model model = {0};
        struct map *m = map_new();
        struct random r;
        char name[32];

        random_init(&r, seed, 0);
        for (int step = 0; step < 30000; step++) {
            unsigned key = (unsigned)random_below(&r, keys);
            void *value = &values[random_below(&r, sizeof values)];
            bool filling = step / 5000 % 2 == 0; /* in turn mostly puts and mostly removals */

            if (random_below(&r, 10) < (filling ? 7 : 3))
                assert_ptr_equal(map_put(m, name_of(key, name), value), model_put(&model, key, value));
            else
                assert_ptr_equal(map_remove(m, name_of(key, name)), model_remove(&model, key));
            assert_int_equal(map_size(m), model.count);
            if (step % 500 == 0)
                assert_same(m, &model);
        }
        assert_same(m, &model);
        map_free(m);
    }
}

static void a_hundred_thousand_keys_are_all_found(void **state)
{
    enum { KEYS = 100000 };
    static char values[KEYS];
    struct map *m = map_new();
    char name[32];

    for (unsigned key = 0; key < KEYS; key++)
        assert_null(map_put(m, name_of(key, name), &values[key]));
    assert_int_equal(map_size(m), KEYS);
    for (unsigned key = 0; key < KEYS; key++)
        assert_ptr_equal(map_get(m, name_of(key, name)), &values[key]);
    map_free(m);
}

TEST_MAIN(TEST(a_key_gives_the_value_last_put), TEST(keys_are_copied_and_may_hold_any_byte),
          TEST(removal_gives_the_value_back_once), TEST(iteration_is_in_order_of_insertion),
          TEST(a_key_that_comes_and_goes_does_not_make_the_map_grow), TEST(random_use_agrees_with_an_array),
          TEST(a_hundred_thousand_keys_are_all_found))
