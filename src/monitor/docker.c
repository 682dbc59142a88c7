/* SPDX-License-Identifier: MIT */
/* monitor/docker.c - see docker.h */
#include "monitor/docker.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/clock.h"
#include "base/limits.h"

#define SOCKET     "/var/run/docker.sock"
#define PATIENCE_S 2

/* The name goes into the path of a request: Docker's own names need no escapes ([a-zA-Z0-9][a-zA-Z0-9_.-]+). */
static bool is_name(const char *container)
{
    for (const char *c = container; *c; c++)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-", *c))
            return false;
    return *container;
}

static int connect_to(const char *root)
{
    struct timeval patience = {.tv_sec = PATIENCE_S};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd, error_number;

    if (snprintf(address.sun_path, sizeof address.sun_path, "%s" SOCKET, root) >= (int)sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience) == 0 &&
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience) == 0 &&
        connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    error_number = errno;
    close(fd);
    errno = error_number;
    return -1;
}

/* HTTP/1.0: the answer ends with the connection, and is not chunked. */
static bool ask(int fd, const char *container, struct buffer *answer)
{
    uint64_t until = clock_after(clock_now(), PATIENCE_S);
    char request[512];
    int size = snprintf(request, sizeof request, "GET /containers/%s/json HTTP/1.0\r\nHost: docker\r\n\r\n", container);

    if (size >= (int)sizeof request || send(fd, request, (size_t)size, MSG_NOSIGNAL) != size)
        return false;
    while (clock_now() < until) {
        char *room = buffer_reserve(answer, 16 * KIB);
        ssize_t got = room ? recv(fd, room, 16 * KIB, 0) : -1;

        if (got < 0 && room && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        buffer_commit(answer, (size_t)got);
    }
    return false;
}

/* 200 and State.Pid; 0 when it does not run; -1 for an answer that says nothing of the kind. */
static json_int_t read_answer(struct text answer, struct container *out)
{
    const char *end = memmem(answer.data ? answer.data : "", answer.size, "\r\n\r\n", 4), *id;
    struct text line = answer;
    const json_t *number;
    json_int_t pid = -1;
    json_t *document;

    text_cut(&line, ' ');
    if (!end || !line.data)
        return -1;
    if (text_starts_with(line, TEXT("404")))
        return 0;
    document = json_loadb(end + 4, answer.size - (size_t)(end + 4 - answer.data), 0, NULL);
    number = json_object_get(json_object_get(document, "State"), "Pid");
    id = json_string_value(json_object_get(document, "Id"));
    if (text_starts_with(line, TEXT("200")) && json_is_integer(number))
        pid = json_integer_value(number);
    snprintf(out->id, sizeof out->id, "%s", id && strlen(id) < sizeof out->id ? id : "");
    json_decref(document);
    return pid;
}

enum error docker_container(struct source *s, const char *root, const char *name, struct container *out)
{
    struct buffer answer;
    json_int_t pid = -1;
    int fd;

    if (!is_name(name))
        return source_fail(s, ERROR_NOT_FOUND, "\"%.64s\" is not the name or id of a container", name);
    fd = connect_to(root);
    if (fd < 0)
        return source_fail(s, ERROR_IO, "Docker cannot be asked (" SOCKET "): %m");
    buffer_init(&answer, LIMIT_CONTAINER_ANSWER);
    if (ask(fd, name, &answer))
        pid = read_answer(buffer_view(&answer), out);
    buffer_free(&answer);
    close(fd);
    if (pid < 0 || pid > UINT32_MAX)
        return source_fail(s, ERROR_IO, "Docker (" SOCKET ") gave no usable answer");
    if (pid == 0)
        return source_fail(s, ERROR_NOT_FOUND, "there is no running container \"%.64s\"", name);
    out->pid = (uint32_t)pid;
    return OK;
}
