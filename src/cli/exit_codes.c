/* SPDX-License-Identifier: MIT */
/* cli/exit_codes.c - the list of exit_codes.h as a table, for --help and the man page */
#include "cli/exit_codes.h"

#define EXIT_CODE_ENTRY(symbol, code, sentence) {code, sentence},
const struct exit_code_text exit_code_texts[] = {EXIT_CODE_LIST(EXIT_CODE_ENTRY)};
#undef EXIT_CODE_ENTRY

const size_t exit_code_count = COUNT(exit_code_texts);
