/* SPDX-License-Identifier: MIT */
/* output/prometheus.c - which form a reader wants, and the page as a whole; see prometheus.h */
#include "output/prometheus.h"

#include "output/prometheus_page.h"

#define OPENMETRICS "application/openmetrics-text"

/* The weight of one element of an Accept header, 0 to 1. `*usable`: no version is asked for, or one that we write. */
static double weight_of(struct text parameters, bool *usable)
{
    double weight = 1;

    *usable = true;
    while (parameters.data) {
        struct text value = text_cut(&parameters, ';'), name = text_trim(text_cut(&value, '='));

        value = value.data ? text_trim(value) : TEXT("");
        if (text_equal_nocase(name, TEXT("q")) && (!text_to_double(value, &weight) || weight < 0 || weight > 1))
            weight = 0;
        else if (text_equal_nocase(name, TEXT("version")))
            *usable = text_equal(value, TEXT("1.0.0")) || text_equal(value, TEXT("0.0.4")) || text_equal(value, TEXT("0.0.1"));
    }
    return weight;
}

enum prometheus_form prometheus_form_of(struct text accept)
{
    double open = 0, plain = 0;

    while (accept.data) {
        struct text parameters = text_cut(&accept, ','), type = text_trim(text_cut(&parameters, ';'));
        bool usable;
        double weight = weight_of(parameters, &usable);

        if (usable && text_equal_nocase(type, TEXT(OPENMETRICS)))
            open = MAX(open, weight);
        else if (usable && text_equal_nocase(type, TEXT("text/plain")))
            plain = MAX(plain, weight);
    }
    return open > 0 && open >= plain ? PROMETHEUS_OPENMETRICS : PROMETHEUS_TEXT;
}

const char *prometheus_content_type(enum prometheus_form form)
{
    return form == PROMETHEUS_OPENMETRICS ? OPENMETRICS "; version=1.0.0; charset=utf-8"
                                          : "text/plain; version=0.0.4; charset=utf-8";
}

void prometheus_write(const struct snapshot *s, const struct run_info *info, uint64_t scrapes, enum prometheus_form form,
                      struct buffer *out)
{
    struct prometheus_page page = {.out = out, .form = form, .snapshot = s, .info = info, .scrapes = scrapes};

    prometheus_page_open(&page);
    prometheus_write_locust(&page);
    prometheus_write_own(&page);
    if (form == PROMETHEUS_OPENMETRICS)
        buffer_string(out, "# EOF\n");
    prometheus_page_close(&page);
}
