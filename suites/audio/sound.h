/* SPDX-License-Identifier: MIT */
/* sound.h - a recording to upload: a WAV file of 16-bit samples, a tone with overtones that fades, and some noise */
#ifndef SUITES_SOUND_H
#define SUITES_SOUND_H

#include <cicada.h>

#define SOUND_RATE 8000 /* samples a second */
#define WAV_HEAD   44

static inline void put_number(unsigned char *to, uint32_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (unsigned char)(value >> (8 * i)); /* little-endian, as WAV is */
}

static inline void write_wav_head(unsigned char *head, uint32_t bytes)
{
    memcpy(head, "RIFF----WAVEfmt ------------------------data----", WAV_HEAD);
    put_number(head + 4, bytes + WAV_HEAD - 8, 4);
    put_number(head + 16, 16, 4);             /* size of this part */
    put_number(head + 20, 1, 2);              /* PCM */
    put_number(head + 22, 1, 2);              /* one channel */
    put_number(head + 24, SOUND_RATE, 4);     /* samples a second */
    put_number(head + 28, 2 * SOUND_RATE, 4); /* bytes a second */
    put_number(head + 32, 2, 2);              /* bytes a sample */
    put_number(head + 34, 16, 2);             /* bits a sample */
    put_number(head + 40, bytes, 4);
}

/* A quarter of a second to one second, 4 to 16 kB; `*size` is that of the file. The tone comes from an oscillator of two
 * multiplications a sample, for a sine each would hold the loop. */
static inline const void *record_sound(cic_user *u, size_t *size)
{
    uint32_t samples = (uint32_t)cic_between(u, SOUND_RATE / 4, SOUND_RATE);
    unsigned char *file = cic_alloc(u, WAV_HEAD + 2 * (size_t)samples);
    double turn = cic_uniform(u, 0.05, 0.4), sine = 0, cosine = 12000, fading = 1 - cic_uniform(u, 1, 4) / samples;
    uint64_t noise = cic_random(u);

    write_wav_head(file, 2 * samples);
    for (uint32_t i = 0; i < samples; i++) {
        noise = noise * 6364136223846793005u + 1442695040888963407u;
        put_number(file + WAV_HEAD + 2 * i, (uint32_t)(int32_t)(sine + (double)(noise >> 54) - 512), 2);
        sine += turn * cosine;
        cosine = (cosine - turn * sine) * fading;
    }
    *size = WAV_HEAD + 2 * (size_t)samples;
    return file;
}

#endif
