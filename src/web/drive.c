/* SPDX-License-Identifier: MIT */
/* web/drive.c - starting, changing and stopping runs: api/start, api/edit, api/stop, ... and Locust's /swarm, /stop, /stats/reset
 *
 * A refusal of what was asked for is an answer like any other: status 200 with "success" false and a sentence, as Locust does it.
 */
#include <stdio.h>

#include <jansson.h>
#include <microhttpd.h>

#include "output/json_value.h"
#include "web/form.h"
#include "web/private.h"
#include "web/wishes.h"

typedef enum error ask_for(void *context, const struct web_wishes *wishes, struct web_problem *problem);

static json_t *outcome(bool success, const char *message)
{
    json_t *answer = json_value_object();

    json_value_put(answer, "success", json_value_boolean(success));
    json_value_put(answer, "message", json_value_string(message)); /* which may have been cut within a character */
    return answer;
}

static void refuse(struct web_request *r, const struct web_problem *problem)
{
    json_t *answer = outcome(false, problem->text);

    json_object_set_new(answer, "field", json_value_string(problem->field[0] ? problem->field : NULL));
    json_object_set_new(answer, "position", problem->position >= 0 ? json_integer(problem->position) : json_null());
    reply_json(r, MHD_HTTP_OK, answer);
}

static void succeed(struct web_request *r, const char *message)
{
    reply_json(r, MHD_HTTP_OK, outcome(true, message));
    web_state_changed(r->web, message);
}

/* A run that is there and has not been told to end. */
static bool is_running(struct web *w)
{
    enum run_state state = web_run_state(w);

    return state != RUN_READY && state != RUN_STOPPING && state != RUN_STOPPED;
}

/* ---- our own ---- */

static void ask_driver(struct web_request *r, ask_for *ask, const char *done)
{
    struct web_problem problem = {.position = -1};
    struct web_wishes wishes;
    json_t *body = wishes_read_body(buffer_view(&r->body), &problem);

    if (body && wishes_from_json(body, &r->arena, &wishes, &problem) && ask(r->web->context, &wishes, &problem) == OK)
        succeed(r, done);
    else
        refuse(r, &problem);
    json_decref(body);
}

void answer_start(struct web_request *r)
{
    ask_driver(r, r->web->driver->start, "The run starts");
}

void answer_edit(struct web_request *r)
{
    ask_driver(r, r->web->driver->edit, "The run is changed");
}

void answer_stop(struct web_request *r)
{
    r->web->driver->stop(r->web->context);
    succeed(r, "The run ends");
}

void answer_reset(struct web_request *r)
{
    r->web->driver->reset(r->web->context);
    succeed(r, "The numbers begin anew");
}

static void answer_change(struct web_request *r, enum error (*ask)(void *, struct web_problem *), const char *done)
{
    struct web_problem problem = {.position = -1};

    if (ask(r->web->context, &problem) == OK)
        succeed(r, done);
    else
        refuse(r, &problem);
}

void answer_pause(struct web_request *r)
{
    answer_change(r, r->web->driver->pause, "The run pauses");
}

void answer_resume(struct web_request *r)
{
    answer_change(r, r->web->driver->resume, "The run goes on");
}

/* {success, unit, points}: the points are written by the driver as they are. */
static void reply_curve(struct web_request *r, const char *unit, struct buffer *points)
{
    struct buffer *body = reply_body(r, REPLY_JSON);

    buffer_printf(body, "{\"success\":true,\"message\":\"\",\"unit\":\"%s\",\"points\":", unit);
    buffer_text(body, buffer_view(points));
    buffer_byte(body, '}');
}

void answer_preview(struct web_request *r)
{
    struct web_problem problem = {.position = -1};
    struct web_wishes wishes;
    struct buffer points;
    const char *unit = "users";
    json_t *body = wishes_read_body(buffer_view(&r->body), &problem);

    buffer_init(&points, LIMIT_WEB_REPLY);
    if (body && wishes_from_json(body, &r->arena, &wishes, &problem) &&
        r->web->driver->preview(r->web->context, &wishes, &points, &unit, &problem) == OK)
        reply_curve(r, unit, &points);
    else
        refuse(r, &problem);
    buffer_free(&points);
    json_decref(body);
}

void answer_check(struct web_request *r)
{
    struct web_problem problem = {.position = -1};
    json_t *body = wishes_read_body(buffer_view(&r->body), &problem);
    const char *check = json_string_value(json_object_get(body, "check"));

    if (body && !check)
        wishes_complain(&problem, "check", "check has to be a text");
    if (check && r->web->driver->check_syntax(r->web->context, check, &problem) == OK)
        reply_json(r, MHD_HTTP_OK, outcome(true, ""));
    else
        refuse(r, &problem);
    json_decref(body);
}

/* ---- Locust's ---- */

static bool needs_numbers(const struct web *w, const struct web_wishes *wishes)
{
    const struct plan *plan = w->driver->info(w->context)->plan;

    return !plan->shaped && plan->stages.count == 0 && plan->max_users == 0 && !wishes->stages && !wishes->rate &&
           !wishes->arrivals;
}

static bool swarm(struct web_request *r, struct web_wishes *wishes, struct web_problem *problem)
{
    struct web *w = r->web;

    bool running = is_running(w);

    if (running && wishes->run_time && !*wishes->run_time)
        wishes->run_time = NULL; /* an empty field of Locust's form asks for nothing */
    if (needs_numbers(w, wishes) && (!wishes->users || !wishes->spawn_rate) && !(running && wishes->run_time)) {
        wishes_complain(problem, "", "Missing user_count or spawn_rate from /swarm request");
        return false;
    }
    return (running ? w->driver->edit : w->driver->start)(w->context, wishes, problem) == OK;
}

void answer_swarm(struct web_request *r)
{
    struct web_problem problem = {.position = -1};
    char form_problem[FORM_PROBLEM];
    struct web_wishes wishes = {0};
    bool success = false;
    struct form form;
    json_t *answer;

    if (!form_read(r, &form, form_problem)) {
        wishes_complain(&problem, "", "%s", form_problem);
    } else {
        wishes_from_form(&form, &r->arena, &wishes);
        success = swarm(r, &wishes, &problem);
    }
    answer = outcome(success, success ? "Swarming started" : problem.text);
    json_object_set_new(answer, "host",
                        json_value_string(wishes.host ? wishes.host : r->web->driver->info(r->web->context)->host));
    if (wishes.run_time)
        json_object_set_new(answer, "run_time", json_value_string(wishes.run_time));
    if (wishes.chooses_classes) {
        json_t *names = json_array();

        for (size_t i = 0; i < wishes.user_classes.count; i++)
            json_value_append(names, json_value_string(wishes.user_classes.at[i]));
        json_object_set_new(answer, "user_classes", names);
    }
    reply_json(r, MHD_HTTP_OK, answer);
    if (success)
        web_state_changed(r->web, "Swarming started");
}

/* Answers when the run has ended that was there, as Locust does; another one may have begun since. */
void answer_locust_stop(struct web_request *r)
{
    struct web *w = r->web;
    enum run_state state;

    if (r->stage == WEB_READING) {
        r->run = w->driver->run_number(w->context);
        w->driver->stop(w->context);
        web_state_changed(w, "The run ends");
    }
    state = web_run_state(w);
    if (state != RUN_READY && state != RUN_STOPPED && r->run == w->driver->run_number(w->context) && !w->ending)
        web_request_wait(r);
    else
        reply_json(r, MHD_HTTP_OK, outcome(true, "Test stopped"));
}

void answer_locust_reset(struct web_request *r)
{
    r->web->driver->reset(r->web->context);
    reply_text(r, MHD_HTTP_OK, "ok");
    web_state_changed(r->web, "The numbers begin anew");
}
