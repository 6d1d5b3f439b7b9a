// Variables of a thread that nearly every call reads.
#pragma once

/// Behind thread_local, of small variables: read without a call. glibc keeps room for such in
/// libraries that are loaded late; other C libraries may refuse to load them.
#ifdef __GLIBC__
#define PUMICE_READ_OFTEN __attribute__((tls_model("initial-exec")))
#else
#define PUMICE_READ_OFTEN
#endif
