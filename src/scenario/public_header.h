/* SPDX-License-Identifier: MIT */
/* scenario/public_header.h - cicada.h as it was when this program was built
 *
 * Scenarios are compiled against the text in the program itself, so it is there on every machine and always fits.
 */
#ifndef CICADA_SCENARIO_PUBLIC_HEADER_H
#define CICADA_SCENARIO_PUBLIC_HEADER_H

#include "base/text.h"

struct text public_header(void); /* constant */

#endif
