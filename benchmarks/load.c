/* A WebSocket load tool that costs less than the servers it measures.
 *
 * One thread holds every connection and keeps a fixed number of requests in flight on each: a
 * reply is answered with the next request at once. The request frame is built and masked before
 * the clock starts; all that changes from request to request is a token of TOKEN_DIGITS decimal
 * digits, patched in place. The server gives the token back, which is how a reply finds its
 * request. Every reply must equal the first one, byte by byte, apart from the token; the caller
 * checks that first one, so every answer is checked.
 *
 * The tool polls instead of sleeping: waking a sleeping peer would be charged to the server. The
 * share of time in which a poll found work ("busy") tells whether the tool was the bottleneck.
 * The CPU clock of the server's processes is read by the tool itself at both ends of the window.
 *
 * Prints one JSON object. With --idle it prints "ready" once all connections stand and holds them
 * until its standard input ends.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
    TOKEN_DIGITS = 12, /* 1, then four digits of slot, then seven of sequence */
    SEQUENCES = 10000000,
    MAX_SLOTS = 10000,
    MAX_PROCESSES = 64,
    MAX_SAMPLES = 4,
    HEADER_ROOM = 14,  /* the longest frame header */
    CONTROL_ROOM = 256,
    BUCKETS = 4096,
    INPUT_START = 1 << 14,
    INPUT_LIMIT = 1 << 25,
};
static const double SETUP_SECONDS = 20.0;
static const uint8_t MASK[4] = {0x37, 0xfa, 0x21, 0x3d};

struct slot {
    uint64_t sent_at;
    uint32_t sequence;
    bool waiting;
};

struct connection {
    int fd;
    bool upgraded, writing, closed;
    int greetings_left;
    uint8_t *in, *out;
    size_t in_len, in_cap, out_len, out_sent, out_cap;
    struct slot *slots;
};

static struct {
    int port, connections, in_flight, greetings, token_at;
    double warmup, seconds, drain;
    bool idle;
    const char *path, *hello, *marker, *request_file, *sample_file;
    pid_t processes[MAX_PROCESSES];
    int process_count;
} options = {.path = "/ws", .marker = "", .connections = 1, .in_flight = 1};

static struct {
    uint64_t replies, different, stray, lost;
    uint64_t latency[BUCKETS], slowest;
    uint64_t busy_ns;
} counts;

static struct connection *connections;
static int poller, open_connections, ready_connections;
static uint8_t *frame;            /* the masked request, header included */
static size_t frame_len, frame_token_at, mask_phase;
static uint8_t *reference;        /* the first reply */
static size_t reference_len, reference_token_at;
static FILE *samples;
static int samples_left = MAX_SAMPLES;
static bool sending = true;

static void fail(const char *what) {
    fprintf(stderr, "load: %s%s%s\n", what, errno ? ": " : "", errno ? strerror(errno) : "");
    exit(1);
}

static uint64_t clock_ns(clockid_t clock) {
    struct timespec t;
    if (clock_gettime(clock, &t)) fail("clock_gettime");
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static uint64_t now_ns(void) { return clock_ns(CLOCK_MONOTONIC); }

static uint64_t server_cpu_ns(void) {
    uint64_t total = 0;
    for (int i = 0; i < options.process_count; i++) {
        clockid_t clock;
        if (clock_getcpuclockid(options.processes[i], &clock)) fail("no CPU clock of the server");
        total += clock_ns(clock);
    }
    return total;
}

/* ---- latencies: 64 buckets for each power of two, so 1.6 % wide at most ---- */

static int bucket_of(uint64_t ns) {
    if (ns < 64) return (int)ns;
    int shift = 57 - __builtin_clzll(ns);
    return (shift + 1) * 64 + (int)(ns >> shift) - 64;
}

static double bucket_ns(int bucket) {
    if (bucket < 64) return bucket;
    int shift = bucket / 64 - 1;
    return ((double)(64 + bucket % 64) + 0.5) * (double)(1ull << shift);
}

static double percentile_us(double share) {
    uint64_t rank = (uint64_t)(share * (double)counts.replies), seen = 0;
    for (int i = 0; i < BUCKETS; i++)
        if ((seen += counts.latency[i]) > rank) return bucket_ns(i) / 1000;
    return (double)counts.slowest / 1000;
}

/* ---- frames ---- */

static size_t frame_header(uint8_t *to, uint8_t opcode, size_t length) {
    size_t at = 2;
    to[0] = 0x80 | opcode;
    if (length < 126) {
        to[1] = 0x80 | (uint8_t)length;
    } else if (length < 65536) {
        to[1] = 0x80 | 126;
        for (int shift = 8; shift >= 0; shift -= 8) to[at++] = (uint8_t)(length >> shift);
    } else {
        to[1] = 0x80 | 127;
        for (int shift = 56; shift >= 0; shift -= 8)
            to[at++] = (uint8_t)((uint64_t)length >> shift);
    }
    memcpy(to + at, MASK, 4);
    return at + 4;
}

static size_t masked_frame(uint8_t *to, uint8_t opcode, const uint8_t *payload, size_t length) {
    size_t header = frame_header(to, opcode, length);
    for (size_t i = 0; i < length; i++) to[header + i] = payload[i] ^ MASK[i % 4];
    return header + length;
}

static void load_request(void) {
    FILE *file = fopen(options.request_file, "rb");
    if (!file || fseek(file, 0, SEEK_END)) fail("cannot read the request");
    size_t length = (size_t)ftell(file);
    rewind(file);
    uint8_t *payload = malloc(length);
    frame = malloc(length + HEADER_ROOM);
    if (!payload || !frame || fread(payload, 1, length, file) != length) fail("cannot read the request");
    fclose(file);
    if (options.token_at < 0 || (size_t)options.token_at + TOKEN_DIGITS > length) fail("--token-at");
    frame_len = masked_frame(frame, 1, payload, length);
    frame_token_at = frame_len - length + (size_t)options.token_at;
    mask_phase = (size_t)options.token_at;
    free(payload);
}

/* ---- sending ---- */

static void watch(struct connection *c, bool writing) {
    struct epoll_event event = {.events = EPOLLIN | (writing ? EPOLLOUT : 0), .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_MOD, c->fd, &event)) fail("epoll_ctl");
    c->writing = writing;
}

static void drop(struct connection *c) {
    if (c->closed) return;
    c->closed = true;
    open_connections--;
    close(c->fd);
}

static void flush(struct connection *c) {
    while (!c->closed && c->out_sent < c->out_len) {
        ssize_t n = send(c->fd, c->out + c->out_sent, c->out_len - c->out_sent, MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN) {
            if (!c->writing) watch(c, true);
            return;
        }
        if (n < 0) {
            drop(c);
            return;
        }
        c->out_sent += (size_t)n;
    }
    c->out_len = c->out_sent = 0;
    if (c->writing && !c->closed) watch(c, false);
}

static uint8_t *room(struct connection *c, size_t length) {
    if (c->out_sent && c->out_len + length > c->out_cap) {
        memmove(c->out, c->out + c->out_sent, c->out_len - c->out_sent);
        c->out_len -= c->out_sent;
        c->out_sent = 0;
    }
    if (c->out_len + length > c->out_cap) fail("more to send than the requests in flight");
    c->out_len += length;
    return c->out + c->out_len - length;
}

static void queue_frame(struct connection *c, uint8_t opcode, const uint8_t *data, size_t length) {
    uint8_t *to = room(c, HEADER_ROOM + length);
    size_t used = masked_frame(to, opcode, data, length);
    c->out_len -= HEADER_ROOM + length - used;
}

static void queue_request(struct connection *c, uint32_t slot, uint64_t now) {
    struct slot *s = &c->slots[slot];
    uint8_t *to = room(c, frame_len);
    s->sequence = (s->sequence + 1) % SEQUENCES;
    s->sent_at = now;
    s->waiting = true;
    memcpy(to, frame, frame_len);
    uint64_t token = 100000000000ull + (uint64_t)slot * SEQUENCES + s->sequence;
    for (int i = TOKEN_DIGITS - 1; i >= 0; i--, token /= 10)
        to[frame_token_at + (size_t)i] =
            (uint8_t)('0' + token % 10) ^ MASK[(mask_phase + (size_t)i) % 4];
}

static void start(struct connection *c) {
    ready_connections++;
    if (options.idle) return;
    uint64_t now = now_ns();
    for (int slot = 0; slot < options.in_flight; slot++) queue_request(c, (uint32_t)slot, now);
}

/* ---- receiving ---- */

static void sample(const uint8_t *data, size_t length) {
    if (!samples || samples_left == 0) return;
    samples_left--;
    fwrite(data, 1, length, samples);
    fputc('\n', samples);
}

/* The position of the token, or -1 when the reply has none. */
static ssize_t find_token(const uint8_t *data, size_t length) {
    size_t marker = strlen(options.marker);
    const uint8_t *at = memmem(data, length, options.marker, marker);
    if (!at || (size_t)(at - data) + marker + TOKEN_DIGITS > length) return -1;
    return at - data + (ssize_t)marker;
}

static bool equals_reference(const uint8_t *data, size_t length) {
    size_t after = reference_token_at + TOKEN_DIGITS;
    return length == reference_len && !memcmp(data, reference, reference_token_at) &&
           !memcmp(data + after, reference + after, length - after);
}

static void keep_reference(const uint8_t *data, size_t length, size_t token_at) {
    reference = malloc(length);
    if (!reference) fail("memory");
    memcpy(reference, data, length);
    reference_len = length;
    reference_token_at = token_at;
    sample(data, length);
}

static void take_reply(struct connection *c, const uint8_t *data, size_t length, uint64_t now) {
    ssize_t token_at = (ssize_t)reference_token_at;
    if (!reference || !equals_reference(data, length)) {
        token_at = find_token(data, length);
        if (reference || token_at < 0) {
            counts.different++;
            sample(data, length);
        } else {
            keep_reference(data, length, (size_t)token_at);
        }
    }
    uint64_t token = 0;
    for (int i = 0; token_at >= 0 && i < TOKEN_DIGITS; i++)
        token = token * 10 + (uint64_t)(data[token_at + i] - '0');
    token -= 100000000000ull;
    uint64_t index = token / SEQUENCES;
    struct slot *s = index < (uint64_t)options.in_flight ? &c->slots[index] : NULL;
    if (!s || !s->waiting || s->sequence != token % SEQUENCES) {
        counts.stray++;
        return;
    }
    uint64_t took = now - s->sent_at;
    s->waiting = false;
    counts.replies++;
    counts.latency[bucket_of(took)]++;
    if (took > counts.slowest) counts.slowest = took;
    if (sending) queue_request(c, (uint32_t)index, now);
}

static void take_frame(struct connection *c, uint8_t head, const uint8_t *data, size_t length,
                       uint64_t now) {
    uint8_t opcode = head & 0x0f;
    if (opcode == 8) {
        drop(c);
    } else if (opcode == 9) {
        queue_frame(c, 10, data, length);
    } else if (opcode == 10) {
        return;
    } else if (!(head & 0x80) || opcode == 0) {
        fail("fragmented replies are not supported");
    } else if (c->greetings_left > 0) {
        if (--c->greetings_left == 0) start(c);
    } else if (!options.idle) {
        take_reply(c, data, length, now);
    }
}

/* Bytes taken by the frame at `data`, 0 when it is not whole yet. */
static size_t parse_frame(struct connection *c, const uint8_t *data, size_t available, uint64_t now) {
    if (available < 2) return 0;
    size_t header = 2;
    uint64_t length = data[1] & 0x7f;
    if (length >= 126) {
        size_t bytes = length == 126 ? 2 : 8;
        if (available < 2 + bytes) return 0;
        length = 0;
        for (size_t i = 0; i < bytes; i++) length = length << 8 | data[2 + i];
        header += bytes;
    }
    if (available < header + length) return 0;
    take_frame(c, data[0], data + header, length, now);
    return header + length;
}

static size_t parse_upgrade(struct connection *c) {
    uint8_t *end = memmem(c->in, c->in_len, "\r\n\r\n", 4);
    if (!end) return 0;
    errno = 0;
    if (c->in_len < 12 || memcmp(c->in, "HTTP/1.1 101", 12)) fail("the server refused the upgrade");
    c->upgraded = true;
    if (options.hello)
        queue_frame(c, 1, (const uint8_t *)options.hello, strlen(options.hello));
    if (c->greetings_left == 0) start(c);
    return (size_t)(end - c->in) + 4;
}

static void make_room_to_read(struct connection *c) {
    if (c->in_len < c->in_cap) return;
    c->in_cap = c->in_cap ? c->in_cap * 2 : INPUT_START;
    if (c->in_cap > INPUT_LIMIT || !(c->in = realloc(c->in, c->in_cap))) fail("a reply is too long");
}

static void receive(struct connection *c) {
    make_room_to_read(c);
    ssize_t n = recv(c->fd, c->in + c->in_len, c->in_cap - c->in_len, 0);
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
        drop(c);
        return;
    }
    c->in_len += (size_t)n;
    uint64_t now = now_ns();
    size_t done = c->upgraded ? 0 : parse_upgrade(c);
    while (c->upgraded && !c->closed) {
        size_t used = parse_frame(c, c->in + done, c->in_len - done, now);
        if (used == 0) break;
        done += used;
    }
    if (done < c->in_len) memmove(c->in, c->in + done, c->in_len - done);
    c->in_len -= done;
    flush(c);
}

/* ---- the run ---- */

static void open_connection(struct connection *c) {
    static const char *const request =
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)options.port)};
    /* Closing resets: thousands of connections would otherwise linger in TIME_WAIT. */
    struct linger reset = {.l_onoff = 1};
    int yes = 1;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (c->fd < 0 || connect(c->fd, (struct sockaddr *)&address, sizeof address)) fail("connect");
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    fcntl(c->fd, F_SETFL, O_NONBLOCK);
    c->greetings_left = options.greetings;
    c->out_cap = frame_len * (size_t)options.in_flight + 1024 + CONTROL_ROOM;
    c->out = malloc(c->out_cap);
    c->slots = calloc((size_t)options.in_flight, sizeof *c->slots);
    if (!c->out || !c->slots) fail("memory");
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    if (epoll_ctl(poller, EPOLL_CTL_ADD, c->fd, &event)) fail("epoll_ctl");
    open_connections++;
    c->out_len = (size_t)snprintf((char *)c->out, 1024, request, options.path, options.port);
    flush(c);
}

/* Serves whatever is readable or writable now; waits at most `timeout` ms for it. */
static void turn(int timeout) {
    struct epoll_event events[256];
    uint64_t before = now_ns();
    int count = epoll_wait(poller, events, 256, timeout);
    for (int i = 0; i < count; i++) {
        struct connection *c = events[i].data.ptr;
        if (!c->closed && events[i].events & EPOLLOUT) flush(c);
        if (!c->closed && events[i].events & ~(uint32_t)EPOLLOUT) receive(c);
    }
    if (count > 0) counts.busy_ns += now_ns() - before;
}

static void open_all(void) {
    uint64_t deadline = now_ns() + (uint64_t)(SETUP_SECONDS * 1e9);
    connections = calloc((size_t)options.connections, sizeof *connections);
    if (!connections) fail("memory");
    for (int i = 0; i < options.connections; i++) {
        open_connection(&connections[i]);
        /* In step with the server, so that its accept queue never overflows. */
        while (ready_connections <= i - 64 && now_ns() < deadline) turn(10);
    }
    while (ready_connections < options.connections && now_ns() < deadline) turn(10);
    errno = 0;
    if (ready_connections < options.connections) fail("not every connection was established");
}

static void run_for(double seconds) {
    uint64_t deadline = now_ns() + (uint64_t)(seconds * 1e9);
    while (now_ns() < deadline && open_connections > 0) turn(0);
}

static uint64_t outstanding(void) {
    uint64_t total = 0;
    for (int i = 0; i < options.connections; i++)
        for (int slot = 0; slot < options.in_flight; slot++)
            total += connections[i].slots[slot].waiting;
    return total;
}

static void drain(void) {
    uint64_t deadline = now_ns() + (uint64_t)(options.drain * 1e9);
    sending = false;
    while ((counts.lost = outstanding()) > 0 && now_ns() < deadline) turn(10);
}

static void measure(void) {
    run_for(options.warmup);
    counts.replies = counts.busy_ns = counts.slowest = 0;
    memset(counts.latency, 0, sizeof counts.latency);
    uint64_t cpu = server_cpu_ns(), begun = now_ns();
    run_for(options.seconds);
    double cpu_seconds = (double)(server_cpu_ns() - cpu) / 1e9;
    double elapsed = (double)(now_ns() - begun) / 1e9;
    double busy = (double)counts.busy_ns / 1e9 / elapsed;
    uint64_t replies = counts.replies;
    double p50 = percentile_us(0.50), p99 = percentile_us(0.99), slowest = (double)counts.slowest / 1000;
    int closed = options.connections - open_connections;
    drain();
    printf("{\"replies\": %llu, \"seconds\": %.6f, \"server_cpu_seconds\": %.6f, "
           "\"busy\": %.4f, \"p50_us\": %.2f, \"p99_us\": %.2f, \"max_us\": %.2f, "
           "\"different\": %llu, \"stray\": %llu, \"lost\": %llu, \"closed\": %d}\n",
           (unsigned long long)replies, elapsed, cpu_seconds, busy, p50, p99, slowest,
           (unsigned long long)counts.different, (unsigned long long)counts.stray,
           (unsigned long long)counts.lost, closed);
}

static void hold(void) {
    char ignored[64];
    printf("ready\n");
    fflush(stdout);
    while (read(STDIN_FILENO, ignored, sizeof ignored) > 0) {
    }
}

static void parse_options(int argc, char **argv) {
    static const struct option known[] = {
        {"port", 1, 0, 'p'},       {"path", 1, 0, 'P'},    {"connections", 1, 0, 'c'},
        {"in-flight", 1, 0, 'f'},  {"warmup", 1, 0, 'w'},  {"seconds", 1, 0, 's'},
        {"request", 1, 0, 'r'},    {"marker", 1, 0, 'm'},  {"token-at", 1, 0, 't'},
        {"samples", 1, 0, 'S'},    {"hello", 1, 0, 'h'},   {"greetings", 1, 0, 'g'},
        {"cpu-of", 1, 0, 'u'},     {"drain", 1, 0, 'd'},      {"idle", 0, 0, 'i'},    {0},
    };
    for (int key; (key = getopt_long(argc, argv, "", known, NULL)) != -1;) switch (key) {
        case 'p': options.port = atoi(optarg); break;
        case 'P': options.path = optarg; break;
        case 'c': options.connections = atoi(optarg); break;
        case 'f': options.in_flight = atoi(optarg); break;
        case 'w': options.warmup = atof(optarg); break;
        case 's': options.seconds = atof(optarg); break;
        case 'd': options.drain = atof(optarg); break;
        case 'r': options.request_file = optarg; break;
        case 'm': options.marker = optarg; break;
        case 't': options.token_at = atoi(optarg); break;
        case 'S': options.sample_file = optarg; break;
        case 'h': options.hello = optarg; break;
        case 'g': options.greetings = atoi(optarg); break;
        case 'i': options.idle = true; break;
        case 'u':
            if (options.process_count == MAX_PROCESSES) fail("too many --cpu-of");
            options.processes[options.process_count++] = (pid_t)atoi(optarg);
            break;
        default: exit(2);
    }
    if (options.port <= 0 || options.connections <= 0 || options.in_flight <= 0 ||
        options.in_flight > MAX_SLOTS || (!options.idle && !options.request_file)) {
        fprintf(stderr, "load: --port, --connections, --in-flight and --request are needed\n");
        exit(2);
    }
}

int main(int argc, char **argv) {
    struct rlimit files;
    parse_options(argc, argv);
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    /* Whatever happens, the tool ends. */
    alarm((unsigned)(SETUP_SECONDS + options.warmup + options.seconds + options.drain + 60));
    if (options.request_file) load_request();
    if (options.sample_file && !(samples = fopen(options.sample_file, "wb"))) fail("--samples");
    if ((poller = epoll_create1(0)) < 0) fail("epoll_create1");
    open_all();
    if (options.idle)
        hold();
    else
        measure();
    if (samples) fclose(samples);
    return 0;
}
