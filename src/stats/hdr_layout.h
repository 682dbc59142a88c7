/* SPDX-License-Identifier: MIT */
/* stats/hdr_layout.h - the numbers of HdrHistogram's V2 encoding, for its writer and its reader
 *
 *   compressed: cookie u32, size of the zlib stream i32, zlib stream (RFC 1950) of the plain form
 *   plain:      cookie u32, size of the counts i32, offset of the first cell i32, digits i32, lowest i64, highest i64,
 *               ratio to doubles f64, counts
 *
 * After AbstractHistogram.java and ZigZagEncoding.java of HdrHistogram, which is in the public domain.
 */
#ifndef CICADA_STATS_HDR_LAYOUT_H
#define CICADA_STATS_HDR_LAYOUT_H

#define HDR_COOKIE            0x1c849313u
#define HDR_COOKIE_COMPRESSED 0x1c849314u
#define HDR_FRAME_SIZE        8u
#define HDR_HEADER_SIZE       40u
#define HDR_DIGITS            3u
#define HDR_LOWEST            1u
#define HDR_NUMBER_BYTES      9u /* of the longest count */

#endif
