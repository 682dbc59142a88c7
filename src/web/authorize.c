/* SPDX-License-Identifier: MIT */
/* web/authorize.c - see authorize.h; and the routes to log in and out */
#include "web/authorize.h"

#include <microhttpd.h>

#include "base/clock.h"
#include "output/json_value.h"
#include "web/access.h"
#include "web/form.h"
#include "web/login.h"
#include "web/private.h"

#define WAIT_A_MINUTE "60"

/* ---- what is looked at ---- */

/* The address that asks; one of no family when it is not known. */
static struct address address_of(struct web_request *r)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(r->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    struct address address = {.generic.sa_family = AF_UNSPEC};

    if (!info || !info->client_addr)
        return address;
    address.size = info->client_addr->sa_family == AF_INET6 ? sizeof address.v6 : sizeof address.v4;
    memcpy(&address.v6, info->client_addr, address.size); /* the larger one of the two */
    return address;
}

/* One for each port: cookies know none. */
static const char *cookie_name(struct web_request *r)
{
    return arena_printf(&r->arena, "cicada-%u", r->web->port);
}

static const char *session_of(struct web_request *r)
{
    return web_request_cookie(r, cookie_name(r));
}

/* ---- refusing ---- */

bool authorize_host(struct web_request *r)
{
    const struct web *w = r->web;

    /* A cookie belongs to the name it was given under, and a script that sends a password knows where it sends it. */
    if (w->login || access_host_is_ours(web_request_header(r, MHD_HTTP_HEADER_HOST), w->own_hosts, COUNT(w->own_hosts)))
        return true;
    reply_problem(r, MHD_HTTP_FORBIDDEN,
                  "this is no name of this server: ask for its address or localhost, or name it with --web-host-display-name");
    return false;
}

static void refuse_guess(struct web_request *r, enum login_result result)
{
    if (result == LOGIN_TOO_OFTEN) {
        reply_problem(r, MHD_HTTP_TOO_MANY_REQUESTS, "too many wrong passwords: wait a minute");
        r->reply.retry_after = WAIT_A_MINUTE;
    } else {
        reply_problem(r, MHD_HTTP_UNAUTHORIZED, "wrong user or password");
    }
}

bool authorize_user(struct web_request *r)
{
    struct login *login = r->web->login;
    const char *field = web_request_header(r, MHD_HTTP_HEADER_AUTHORIZATION);
    struct address from;
    enum login_result result;

    if (!login || (r->route->marks & WEB_OPEN))
        return true;
    r->user = login_user(login);
    if (!field && login_is_open(login, session_of(r), clock_now()))
        return true;
    if (!field) {
        reply_problem(r, MHD_HTTP_UNAUTHORIZED, "log in first");
        return false;
    }
    from = address_of(r);
    result = login_check_field(login, field, &from, clock_now());
    if (result == LOGIN_FINE)
        return true;
    refuse_guess(r, result);
    if (result == LOGIN_WRONG)
        r->reply.challenge = "Basic realm=\"cicada\", charset=\"UTF-8\"";
    return false;
}

bool authorize_change(struct web_request *r)
{
    struct access_origin from = {.host = web_request_header(r, MHD_HTTP_HEADER_HOST),
                                 .origin = web_request_header(r, MHD_HTTP_HEADER_ORIGIN),
                                 .referer = web_request_header(r, MHD_HTTP_HEADER_REFERER),
                                 .sec_fetch_site = web_request_header(r, "Sec-Fetch-Site"),
                                 .token = web_request_header(r, "X-Cicada-Token")};

    if (!(r->route->marks & WEB_CHANGES) || access_may_change(&from, r->web->token))
        return true;
    reply_problem(r, MHD_HTTP_FORBIDDEN, "this was asked by a page of another site");
    return false;
}

/* ---- logging in and out ---- */

static void set_cookie(struct web_request *r, const char *session, const char *more)
{
    const struct web *w = r->web;

    r->reply.cookie = arena_printf(&r->arena, "%s=%s; HttpOnly; SameSite=Strict; Path=%s%s%s", cookie_name(r), session,
                                   w->base_path, w->options.certificate_file ? "; Secure" : "", more);
}

static void reply_success(struct web_request *r)
{
    json_t *answer = json_value_object();

    json_value_put(answer, "success", json_value_boolean(true));
    reply_json(r, MHD_HTTP_OK, answer);
}

/* Both answers to a form: for the page's script, and for a form without one. */
static void reply_logged_in(struct web_request *r)
{
    const char *accepted = web_request_header(r, MHD_HTTP_HEADER_ACCEPT);

    if (accepted && strstr(accepted, "text/html"))
        reply_redirect(r, r->web->base_path);
    else
        reply_success(r);
}

void answer_login(struct web_request *r)
{
    struct login *login = r->web->login;
    char problem[FORM_PROBLEM], session[LOGIN_SESSION];
    struct address from = address_of(r);
    enum login_result result;
    const char *password;
    struct form form;

    if (r->method == WEB_GET) {
        reply_redirect(r, r->web->base_path);
        return;
    }
    if (!login) {
        reply_logged_in(r);
        return;
    }
    if (!form_read(r, &form, problem)) {
        reply_problem(r, MHD_HTTP_BAD_REQUEST, "%s", problem);
        return;
    }
    password = form_value(&form, "password");
    result = login_check(login, form_value(&form, "username"), password ? password : "", &from, clock_now());
    if (result != LOGIN_FINE) {
        refuse_guess(r, result);
        return;
    }
    login_open(login, session, clock_now());
    reply_logged_in(r);
    set_cookie(r, session, "");
}

void answer_logout(struct web_request *r)
{
    if (r->web->login)
        login_close(r->web->login, session_of(r), clock_now());
    reply_success(r);
    set_cookie(r, "", "; Max-Age=0");
}
