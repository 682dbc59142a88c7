/* SPDX-License-Identifier: MIT */
/* readings.h - what the sensors of a factory say: one reading as JSON, of a kind with its usual values */
#ifndef SUITES_READINGS_H
#define SUITES_READINGS_H

#include <cicada.h>

#define SENSORS 60 /* that the service knows: sensor-001 and so on, their kinds in turn */

static const struct {
    const char *kind, *unit;
    double mean, deviation;
} sensor_kinds[] = {
    {"temperature", "C", 72, 4}, {"pressure", "kPa", 310, 12}, {"vibration", "mm/s", 2.8, 0.6}, {"humidity", "%", 45, 6}};

static inline int any_sensor(cic_user *u)
{
    return (int)cic_between(u, 0, SENSORS - 1);
}

static inline const char *sensor_id(cic_user *u, int sensor)
{
    return cic_fmt(u, "sensor-%03d", sensor + 1);
}

static inline const char *reading(cic_user *u, int sensor)
{
    size_t kind = (size_t)sensor % (sizeof sensor_kinds / sizeof *sensor_kinds);

    return cic_json(
        u, "{\"sensor_id\": %s, \"sensor_type\": %s, \"value\": %.3f, \"unit\": %s, \"timestamp\": %s, \"quality\": %.2f}",
        sensor_id(u, sensor), sensor_kinds[kind].kind, cic_normal(u, sensor_kinds[kind].mean, sensor_kinds[kind].deviation),
        sensor_kinds[kind].unit, cic_fake_timestamp(u), cic_uniform(u, 0.9, 1));
}

#endif
