/* secret.c - sealing, randomness and the master key file.
 *
 * Sealed bytes: 24 of nonce, then ciphertext and tag. The nonce comes from the chance given, so a
 * simulation repeats; 192 random bits need no counter.
 *
 * The key file is made with O_EXCL and synced, and so is its directory, before anything is sealed
 * under the key: a lost key is lost data. A file that others can read is refused on loading.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include "data/secret.h"

enum {
    NONCE_BYTES = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    TAG_BYTES = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    KEY_TEXT = 2 * SECRET_KEY_BYTES,
};

_Static_assert(NONCE_BYTES + TAG_BYTES == SECRET_EXTRA_BYTES, "secret.h names the overhead");
_Static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == SECRET_KEY_BYTES, "one key size");

static int key_write(int fd, const char *path, const struct secret_key *key, struct err *err);
static int key_check_file(int fd, const char *path, struct err *err);
static int key_read(int fd, const char *path, struct secret_key *out, struct err *err);
static int directory_sync(const char *path, struct err *err);
static int file_failed(struct err *err, const char *path, const char *what);

int secret_open(struct err *err)
{
    if (sodium_init() < 0)
        return err_set(err, STATUS_IO, "the system gives no random numbers; nothing can be sealed");
    return 0;
}

/* -- chance ----------------------------------------------------------------------------------- */

static void real_fill(struct chance *chance, void *bytes, size_t len)
{
    (void)chance;
    randombytes_buf(bytes, len);
}

struct chance *chance_real(void)
{
    static struct chance real = {.fill = real_fill};
    return &real;
}

static uint64_t rotate(uint64_t word, int by)
{
    return word << by | word >> (64 - by);
}

/* xoshiro256** by Blackman and Vigna. */
static uint64_t seeded_next(uint64_t state[4])
{
    uint64_t result = rotate(state[1] * 5, 7) * 9;
    uint64_t shifted = state[1] << 17;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 45);
    return result;
}

/* Little endian, so that a seed means the same everywhere. */
static void seeded_fill(struct chance *chance, void *bytes, size_t len)
{
    uint8_t *to = bytes;
    uint64_t word = 0;
    for (size_t i = 0; i < len; i++) {
        word = i % 8 == 0 ? seeded_next(chance->state) : word >> 8;
        to[i] = (uint8_t)word;
    }
}

void chance_seeded(struct chance *chance, uint64_t seed)
{
    chance->fill = seeded_fill;
    for (int i = 0; i < 4; i++) { /* splitmix64, so that small seeds differ much */
        uint64_t mixed = seed += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
        chance->state[i] = mixed ^ mixed >> 31;
    }
}

uint64_t chance_next(struct chance *chance)
{
    uint8_t bytes[8];
    chance->fill(chance, bytes, sizeof bytes);
    uint64_t word = 0;
    for (size_t i = sizeof bytes; i-- > 0;)
        word = word << 8 | bytes[i];
    return word;
}

void chance_id(struct chance *chance, struct id *id)
{
    chance->fill(chance, id->bytes, sizeof id->bytes);
}

/* -- sealing ---------------------------------------------------------------------------------- */

void secret_seal(const struct secret_key *key, struct chance *chance, struct slice plain,
                 struct slice context, struct buf *out)
{
    uint8_t nonce[NONCE_BYTES];
    chance->fill(chance, nonce, sizeof nonce);
    buf_add(out, nonce, sizeof nonce);
    buf_reserve(out, plain.len + TAG_BYTES);
    unsigned long long sealed_len;
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        (unsigned char *)out->bytes + out->len, &sealed_len, (const unsigned char *)plain.bytes,
        plain.len, (const unsigned char *)context.bytes, context.len, NULL, nonce, key->bytes);
    out->len += (size_t)sealed_len;
    out->bytes[out->len] = '\0';
}

int secret_unseal(const struct secret_key *key, struct slice sealed, struct slice context,
                  struct buf *out, struct err *err)
{
    if (sealed.len < SECRET_EXTRA_BYTES)
        return err_set(err, STATUS_CORRUPT, "a sealed value is cut short");
    const unsigned char *nonce = (const unsigned char *)sealed.bytes;
    buf_reserve(out, sealed.len - SECRET_EXTRA_BYTES);
    unsigned long long plain_len;
    int rc = crypto_aead_xchacha20poly1305_ietf_decrypt(
        (unsigned char *)out->bytes + out->len, &plain_len, NULL, nonce + NONCE_BYTES,
        sealed.len - NONCE_BYTES, (const unsigned char *)context.bytes, context.len, nonce,
        key->bytes);
    if (rc == 0)
        out->len += (size_t)plain_len;
    out->bytes[out->len] = '\0';
    if (rc != 0)
        return err_set(err, STATUS_CORRUPT,
                       "a sealed value cannot be opened: it is damaged, or the key is another");
    return 0;
}

void secret_wipe(void *bytes, size_t len)
{
    sodium_memzero(bytes, len);
}

bool secret_is_equal(const void *a, const void *b, size_t len)
{
    return sodium_memcmp(a, b, len) == 0;
}

/* -- the key file ----------------------------------------------------------------------------- */

int secret_key_create(const char *path, struct secret_key *out, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return err_set_at(err, STATUS_CONFLICT, NULL, path,
                          "the master key %s is there already and is not overwritten", path);
    if (fd < 0)
        return file_failed(err, path, "cannot be made");
    struct secret_key key;
    randombytes_buf(key.bytes, sizeof key.bytes);
    int rc = key_write(fd, path, &key, err);
    if (close(fd) != 0 && rc == 0)
        rc = file_failed(err, path, "cannot be written");
    if (rc == 0)
        rc = directory_sync(path, err);
    if (rc == 0)
        *out = key;
    else
        unlink(path); /* half a key is worse than none; if this fails too, loading says so */
    secret_wipe(&key, sizeof key);
    return rc;
}

int secret_key_load(const char *path, struct secret_key *out, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 && errno == ENOENT)
        return err_set_at(err, STATUS_NO_KEY, NULL, path,
                          "the master key %s is missing; put it back from where it is kept safe",
                          path);
    if (fd < 0)
        return file_failed(err, path, "cannot be opened");
    int rc = key_check_file(fd, path, err);
    if (rc == 0)
        rc = key_read(fd, path, out, err);
    close(fd);
    return rc;
}

static int key_write(int fd, const char *path, const struct secret_key *key, struct err *err)
{
    char text[KEY_TEXT + 2]; /* a newline takes the place of the NUL */
    sodium_bin2hex(text, KEY_TEXT + 1, key->bytes, sizeof key->bytes);
    text[KEY_TEXT] = '\n';
    size_t done = 0, len = KEY_TEXT + 1;
    ssize_t step = 0;
    while (done < len && (step >= 0 || errno == EINTR)) {
        step = write(fd, text + done, len - done);
        done += step > 0 ? (size_t)step : 0;
    }
    bool is_kept = done == len && fchmod(fd, 0600) == 0 && fsync(fd) == 0;
    secret_wipe(text, sizeof text);
    return is_kept ? 0 : file_failed(err, path, "cannot be written");
}

static int key_check_file(int fd, const char *path, struct err *err)
{
    struct stat info;
    if (fstat(fd, &info) != 0)
        return file_failed(err, path, "cannot be read");
    if (!S_ISREG(info.st_mode))
        return err_set_at(err, STATUS_CORRUPT, NULL, path, "the master key %s is not a file", path);
    if (info.st_mode & (S_IRWXG | S_IRWXO))
        return err_set_at(err, STATUS_NO_KEY, NULL, path,
                          "others can read the master key %s; run: chmod 600 %s", path, path);
    return 0;
}

/* 64 digits and at most one line end; anything else is not the file we wrote. */
static int key_read(int fd, const char *path, struct secret_key *out, struct err *err)
{
    char text[KEY_TEXT + 3];
    size_t len = 0;
    ssize_t step = 1;
    while (len < sizeof text && (step > 0 || (step < 0 && errno == EINTR))) {
        step = read(fd, text + len, sizeof text - len);
        len += step > 0 ? (size_t)step : 0;
    }
    if (step < 0)
        return file_failed(err, path, "cannot be read");
    struct secret_key key;
    size_t key_len = 0;
    bool is_key = len >= KEY_TEXT && sodium_hex2bin(key.bytes, sizeof key.bytes, text, KEY_TEXT,
                                                    NULL, &key_len, NULL) == 0;
    is_key = is_key && key_len == SECRET_KEY_BYTES;
    struct slice rest = {.bytes = text + KEY_TEXT, .len = is_key ? len - KEY_TEXT : 0};
    is_key = is_key && (rest.len == 0 || slice_is(rest, "\n") || slice_is(rest, "\r\n"));
    secret_wipe(text, sizeof text);
    if (is_key)
        *out = key;
    secret_wipe(&key, sizeof key);
    if (!is_key)
        return err_set_at(err, STATUS_CORRUPT, NULL, path,
                          "the master key %s is damaged; put it back from where it is kept safe",
                          path);
    return 0;
}

/* Without this the name of the new file may be gone after a power cut. */
static int directory_sync(const char *path, struct err *err)
{
    char *copy = mem_copy_text(path);
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    free(copy);
    bool is_synced = fd >= 0 && fsync(fd) == 0;
    int rc = is_synced ? 0 : file_failed(err, path, "cannot be made durable");
    if (fd >= 0)
        close(fd);
    return rc;
}

static int file_failed(struct err *err, const char *path, const char *what)
{
    int error = errno;
    bool is_full = error == ENOSPC || error == EDQUOT || error == EROFS;
    return err_set_at(err, is_full ? STATUS_FULL : STATUS_IO, NULL, path,
                      "the master key %s %s: %s", path, what, strerror(error));
}
