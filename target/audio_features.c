/* SPDX-License-Identifier: MIT */
/* audio_features.c - see audio_features.h. The layout of WAV files: Microsoft and IBM, "Multimedia Programming Interface and Data
 * Specifications 1.0", 1991. */
#include "audio_features.h"

#include <math.h>
#include <string.h>

#define PCM 1

struct chunk {
    const unsigned char *data;
    size_t size;
};

static uint32_t u32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static unsigned u16(const unsigned char *at)
{
    return (unsigned)at[0] | (unsigned)at[1] << 8;
}

/* The chunk of that name, cut to what the file really holds; size 0 when there is none. */
static struct chunk find_chunk(const unsigned char *bytes, size_t size, const char *name)
{
    size_t at = 12; /* after "RIFF", size, "WAVE" */

    while (at + 8 <= size) {
        size_t length = u32(bytes + at + 4), left = size - at - 8;

        if (memcmp(bytes + at, name, 4) == 0)
            return (struct chunk){bytes + at + 8, MIN(length, left)};
        if (length >= left)
            break;
        at += 8 + length + length % 2; /* chunks begin at even places */
    }
    return (struct chunk){NULL, 0};
}

static void measure_samples(struct audio_features *f, struct chunk data)
{
    size_t count = data.size / 2, changes = 0;
    double squares = 0;
    int before = 0, peak = 0;

    for (size_t i = 0; i < count; i++) {
        int sample = (int16_t)u16(data.data + 2 * i);

        squares += (double)sample * sample;
        peak = MAX(peak, sample < 0 ? -sample : sample);
        changes += (sample < 0) != (before < 0);
        before = sample;
    }
    if (count == 0)
        return;
    f->seconds = (double)count / f->channels / f->sample_rate;
    f->peak = peak / 32768.0;
    f->rms = sqrt(squares / (double)count) / 32768.0;
    f->crossings = (double)changes / f->seconds;
}

static double entropy_of(const unsigned char *bytes, size_t size)
{
    size_t count[256] = {0};
    double bits = 0;

    for (size_t i = 0; i < size; i++)
        count[bytes[i]]++;
    for (size_t i = 0; i < 256; i++) {
        double share = (double)count[i] / (double)MAX(size, (size_t)1);

        if (share > 0)
            bits -= share * log2(share);
    }
    return bits;
}

struct audio_features audio_features_of(const void *bytes, size_t size)
{
    const unsigned char *b = bytes;
    struct audio_features f = {.entropy = entropy_of(b, size)};

    if (size < 12 || memcmp(b, "RIFF", 4) != 0 || memcmp(b + 8, "WAVE", 4) != 0)
        return f;

    struct chunk format = find_chunk(b, size, "fmt ");

    if (format.size < 16 || u16(format.data) != PCM || u16(format.data + 14) != 16)
        return f;
    f.channels = u16(format.data + 2);
    f.sample_rate = u32(format.data + 4);
    f.is_pcm = f.channels > 0 && f.sample_rate > 0;
    if (f.is_pcm)
        measure_samples(&f, find_chunk(b, size, "data"));
    return f;
}
