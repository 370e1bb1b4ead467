#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/// A regular expression of RE2's, or the reason why a text is none. Never changes, and several threads can search at once.
typedef struct CRE2Pattern CRE2Pattern;

/// Reads a pattern in UTF-8, null for an empty one. To be released; never null.
CRE2Pattern *_Nonnull cre2_compile(const char *_Nullable pattern, size_t length, bool ignores_case);

/// Why there is no pattern to search with, in English and for as long as it lives; null where there is one.
const char *_Nullable cre2_problem(const CRE2Pattern *_Nonnull pattern);

/// Whether something that it finds stands anywhere in a text in UTF-8, null for an empty one.
bool cre2_occurs(const CRE2Pattern *_Nonnull pattern, const char *_Nullable text, size_t length);

void cre2_release(CRE2Pattern *_Nonnull pattern);

#ifdef __cplusplus
}
#endif
