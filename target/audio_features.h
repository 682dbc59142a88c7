/* SPDX-License-Identifier: MIT */
/* audio_features.h - what can be measured of a recording without decoding more than PCM
 *
 * WAV files (RIFF, 16-bit PCM) are measured sample by sample; of anything else only the size and the spread of its bytes are
 * known.
 */
#ifndef TARGET_AUDIO_FEATURES_H
#define TARGET_AUDIO_FEATURES_H

#include "base/base.h"

struct audio_features {
    bool is_pcm; /* the fields down to `crossings` are measured; else they are 0 */
    unsigned channels, sample_rate;
    double seconds;
    double peak, rms; /* of full scale */
    double crossings; /* changes of sign a second: a rough measure of brightness */
    double entropy;   /* bits a byte, 0 to 8 */
};

struct audio_features audio_features_of(const void *bytes, size_t size);

#endif
