#if defined(__linux__)
#include <stdint.h>

// <fcntl.h> tells it to programs in GNU's dialect only, which Swift's are not.
extern int sync_file_range(int fd, int64_t offset, int64_t nbytes, unsigned int flags);
#endif
