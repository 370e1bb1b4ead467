#include "CRE2.h"

#include <re2/re2.h>

struct CRE2Pattern {
    RE2 regex;
};

static re2::StringPiece piece(const char *bytes, size_t length) { return {bytes == nullptr ? "" : bytes, length}; }

static RE2::Options options(bool ignores_case) {
    RE2::Options options;
    options.set_case_sensitive(!ignores_case);
    // What a search may take beside it is a part of this too; with less, it goes through a text more slowly.
    options.set_max_mem(1 << 20);
    // Problems are told to whom they concern, not written to standard error.
    options.set_log_errors(false);
    return options;
}

CRE2Pattern *cre2_compile(const char *pattern, size_t length, bool ignores_case) {
    return new CRE2Pattern{RE2(piece(pattern, length), options(ignores_case))};
}

const char *cre2_problem(const CRE2Pattern *pattern) {
    return pattern->regex.ok() ? nullptr : pattern->regex.error().c_str();
}

bool cre2_occurs(const CRE2Pattern *pattern, const char *text, size_t length) {
    return RE2::PartialMatch(piece(text, length), pattern->regex);
}

void cre2_release(CRE2Pattern *pattern) { delete pattern; }
