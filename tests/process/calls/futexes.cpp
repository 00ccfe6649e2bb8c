// futex(2), by itself and under what the C library makes of it.
#include <linux/futex.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "tests/process/calls/calls.h"

namespace calls {
namespace {

using Word = std::atomic<std::uint32_t>;

long futex(Word& word, int operation, std::uint32_t value, const void* fourth = nullptr,
           Word* other = nullptr, std::uint32_t third = 0) {
  return syscall(SYS_futex, &word, operation, value, fourth, other, third);
}

// The fourth argument where it is a number.
const void* count(long number) { return reinterpret_cast<const void*>(number); }

// Moves its waiters to where they are, which tells how many there are.
long waiters(Word& word, int flags = FUTEX_PRIVATE_FLAG) {
  return futex(word, FUTEX_CMP_REQUEUE | flags, 0, count(INT_MAX), &word, word.load());
}

void await_waiters(Word& word, long number, int flags = FUTEX_PRIVATE_FLAG) {
  while (waiters(word, flags) < number) sched_yield();
}

// Threads that wait for a word, each with its own bits.
class Waiters {
 public:
  void add(Word& word, std::uint32_t bits) {
    const long before = waiters(word);
    threads_.emplace_back([this, &word, bits] {
      const int waits = FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG;
      const std::string seen = outcome(futex(word, waits, word.load(), nullptr, nullptr, bits));
      const std::lock_guard lock(mutex_);
      ended_ += fmt::format(" {}:{}", bits, seen);
      ++number_ended_;
    });
    await_waiters(word, before + 1);
  }
  // Those that have ended since it was asked, of whom there are so many.
  std::string ended(long number) {
    for (;;) {
      sched_yield();
      const std::lock_guard lock(mutex_);
      if (number_ended_ < number) continue;
      number_ended_ = 0;
      return std::exchange(ended_, {});
    }
  }
  void join() {
    for (std::thread& thread : threads_) thread.join();
  }

 private:
  std::mutex mutex_;
  std::string ended_;
  long number_ended_ = 0;
  std::vector<std::thread> threads_;
};

void what_does_not_wait() {
  Word word{5};
  Say{"another value: {}", outcome(futex(word, FUTEX_WAIT, 6))};
  Say{"no such address: {}", outcome(syscall(SYS_futex, 8, FUTEX_WAIT, 0, nullptr))};
  auto* askew = reinterpret_cast<char*>(&word) + 1;
  Say{"an askew address: {}", outcome(syscall(SYS_futex, askew, FUTEX_WAIT, 5, nullptr))};
  timespec short_time{0, 1'000'000};
  Say{"a time: {}", outcome(futex(word, FUTEX_WAIT, 5, &short_time))};
  const timespec wrong{0, 1'000'000'000};
  Say{"no time: {}", outcome(futex(word, FUTEX_WAIT, 5, &wrong))};
  const timespec negative{-1, 0};
  Say{"a negative time: {}", outcome(futex(word, FUTEX_WAIT, 5, &negative))};
  const timespec past{1, 0};
  const int until = FUTEX_WAIT_BITSET | FUTEX_PRIVATE_FLAG;
  Say{"a past moment: {}", outcome(futex(word, until, 5, &past, nullptr, ~0U))};
  Say{"a past day: {}", outcome(futex(word, until | FUTEX_CLOCK_REALTIME, 5, &past, nullptr, ~0U))};
  Say{"no bits: {}", outcome(futex(word, until, 5, &past, nullptr, 0))};
  Say{"no bits to wake: {}", outcome(futex(word, FUTEX_WAKE_BITSET, 5, nullptr, nullptr, 0))};
  Say{"nobody: {}", outcome(futex(word, FUTEX_WAKE, INT_MAX))};
  Say{"unknown: {}", outcome(futex(word, 99, 0))};
}

void wake() {
  Word word{0};
  Waiters all;
  for (const std::uint32_t bits : {1U, 2U, 4U}) all.add(word, bits);
  Say{"wakes one: {}", outcome(futex(word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1))};
  Say{"which ended:{}", all.ended(1)};
  Say{"waits: {}", waiters(word)};
  Say{"wakes more: {}", outcome(futex(word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 7))};
  all.ended(2);
  all.join();
}

void wake_bits() {
  Word word{0};
  Waiters all;
  for (const std::uint32_t bits : {1U, 2U, 4U, 8U}) all.add(word, bits);
  const int wakes = FUTEX_WAKE_BITSET | FUTEX_PRIVATE_FLAG;
  Say{"wakes 2: {}", outcome(futex(word, wakes, INT_MAX, nullptr, nullptr, 2))};
  Say{"which ended:{}", all.ended(1)};
  Say{"wakes one of 12: {}", outcome(futex(word, wakes, 1, nullptr, nullptr, 12))};
  Say{"which ended:{}", all.ended(1)};
  Say{"wakes 6: {}", outcome(futex(word, wakes, INT_MAX, nullptr, nullptr, 6))};
  Say{"wakes all: {}", outcome(futex(word, wakes, INT_MAX, nullptr, nullptr, ~0U))};
  all.ended(2);
  all.join();
}

void requeue() {
  Word from{0};
  Word to{0};
  Waiters all;
  for (const std::uint32_t bits : {1U, 2U, 4U, 8U, 16U}) all.add(from, bits);
  const int moves = FUTEX_CMP_REQUEUE | FUTEX_PRIVATE_FLAG;
  Say{"another value: {}", outcome(futex(from, moves, 1, count(1), &to, 7))};
  Say{"wakes 1, moves 2: {}", outcome(futex(from, moves, 1, count(2), &to, 0))};
  Say{"which ended:{}", all.ended(1)};
  Say{"wait: {} {}", waiters(from), waiters(to)};
  Say{"of those moved wakes one: {}", outcome(futex(to, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1))};
  Say{"which ended:{}", all.ended(1)};
  Say{"without a value wakes 1, moves 1: {}",
      outcome(futex(from, FUTEX_REQUEUE | FUTEX_PRIVATE_FLAG, 1, count(1), &to))};
  Say{"which ended:{}", all.ended(1)};
  Say{"wait: {} {}", waiters(from), waiters(to)};
  Say{"wakes: {}", outcome(futex(to, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, INT_MAX))};
  all.ended(2);
  all.join();
}

void wake_operations() {
  Word word{0};
  Word other{12};
  Waiters all;
  all.add(word, 1);
  all.add(other, 2);
  const auto change = [&](int operation, int argument, int comparison, int compared) {
    const auto fields =
        static_cast<std::uint32_t>(FUTEX_OP(operation, argument, comparison, compared));
    const auto result =
        outcome(futex(word, FUTEX_WAKE_OP | FUTEX_PRIVATE_FLAG, 0, count(1), &other, fields));
    Say{"{} {} {} {}: {}, now {}",
        operation,
        argument,
        comparison,
        compared,
        result,
        static_cast<std::int32_t>(other.load())};
  };
  // The first one is woken by all, the second one by what holds.
  change(FUTEX_OP_SET, 7, FUTEX_OP_CMP_NE, 12);
  Say{"which ended:{}", all.ended(1)};
  change(FUTEX_OP_ADD, 5, FUTEX_OP_CMP_LT, 7);
  change(FUTEX_OP_ADD, -13, FUTEX_OP_CMP_GT, 12);
  change(FUTEX_OP_OR, 6, FUTEX_OP_CMP_GE, 0);
  change(FUTEX_OP_ANDN, 3, FUTEX_OP_CMP_LE, -1);
  Say{"which ended:{}", all.ended(1)};
  change(FUTEX_OP_XOR, 5, FUTEX_OP_CMP_EQ, 1);
  change(FUTEX_OP_SET | FUTEX_OP_OPARG_SHIFT, 4, FUTEX_OP_CMP_EQ, 1);
  change(FUTEX_OP_OR | FUTEX_OP_OPARG_SHIFT, 10, FUTEX_OP_CMP_EQ, 1);
  all.join();
}

Word* shared_word() {
  void* memory =
      mmap(nullptr, sizeof(Word), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return new (memory) Word(0);
}

void between_processes() {
  Word& word = *shared_word();
  Word& unrelated = *shared_word();
  const pid_t child = fork();
  if (child == 0) {
    const long seen = futex(word, FUTEX_WAIT, 0);
    _exit(seen == 0 ? static_cast<int>(word) : errno);
  }
  await_waiters(word, 1, 0);
  Say{"another word: {}", outcome(futex(unrelated, FUTEX_WAKE, INT_MAX))};
  Say{"waits: {}", waiters(word, 0)};
  word = 3;
  Say{"wakes: {}", outcome(futex(word, FUTEX_WAKE, INT_MAX))};
  int status = 0;
  waitpid(child, &status, 0);
  Say{"the child: {}", WEXITSTATUS(status)};
}

// What a child has at the same address is another word.
void private_to_a_process() {
  Word word{0};
  int told[2];
  if (pipe(static_cast<int*>(told)) != 0) return;
  const pid_t child = fork();
  if (child == 0) {
    std::thread waiter([&word] { futex(word, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0); });
    await_waiters(word, 1);
    if (write(told[1], "", 1) != 1) _exit(1);
    while (waiters(word) == 1) usleep(1000);
    _exit(0);
  }
  char byte = 0;
  if (read(told[0], &byte, 1) != 1) return;
  Say{"wakes of another: {}", outcome(futex(word, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, INT_MAX))};
  Say{"does it still wait? {}", waitpid(child, nullptr, WNOHANG) == 0};
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
}

void robust_mutex() {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_t mutex;
  pthread_mutex_init(&mutex, &attributes);
  std::atomic<bool> is_held{false};
  std::atomic<bool> ends{false};
  std::thread owner([&] {
    pthread_mutex_lock(&mutex);
    is_held = true;
    while (!ends) usleep(1000);
  });
  while (!is_held) sched_yield();
  std::thread heir([&] {
    const int seen = pthread_mutex_lock(&mutex);
    Say{"its owner has ended: {}", strerrorname_np(seen)};
    pthread_mutex_consistent(&mutex);
    pthread_mutex_unlock(&mutex);
  });
  usleep(3000);
  ends = true;
  owner.join();
  heir.join();
  Say{"afterwards: {}", pthread_mutex_lock(&mutex)};
}

void timed_locks() {
  std::timed_mutex mutex;
  std::shared_timed_mutex shared;
  std::condition_variable condition;
  std::mutex of_condition;
  mutex.lock();
  shared.lock_shared();
  using namespace std::chrono_literals;
  std::thread other([&] {
    Say{"a mutex, for a time: {}", mutex.try_lock_for(2ms)};
    Say{"until a day: {}", mutex.try_lock_until(std::chrono::system_clock::now() + 2ms)};
    Say{"a shared one: {} {}", shared.try_lock_for(2ms), shared.try_lock_shared_for(2ms)};
    std::unique_lock lock(of_condition);
    Say{"a condition: {}", condition.wait_for(lock, 2ms) == std::cv_status::timeout};
    Say{"until a day: {}", condition.wait_until(lock, std::chrono::system_clock::now() + 2ms) ==
                               std::cv_status::timeout};
  });
  other.join();
  sem_t semaphore;
  sem_init(&semaphore, 0, 1);
  timespec moment{};
  clock_gettime(CLOCK_REALTIME, &moment);
  Say{"a semaphore: {}", outcome(sem_timedwait(&semaphore, &moment))};
  Say{"another time: {}", outcome(sem_timedwait(&semaphore, &moment))};
}

void many_threads() {
  constexpr int kThreads = 8;
  constexpr int kTimes = 50;
  std::mutex mutex;
  std::condition_variable condition;
  pthread_barrier_t barrier;
  pthread_barrier_init(&barrier, nullptr, kThreads);
  int whose_turn = 0;
  long sum = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      pthread_barrier_wait(&barrier);
      for (int k = 0; k < kTimes; ++k) {
        std::unique_lock lock(mutex);
        condition.wait(lock, [&] { return whose_turn == i; });
        sum = sum * 3 % 1'000'007 + i;
        whose_turn = (whose_turn + 1) % kThreads;
        condition.notify_all();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  Say{"the sum of all: {}", sum};
}

void priority_mutex() {
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setprotocol(&attributes, PTHREAD_PRIO_INHERIT);
  pthread_mutex_t mutex;
  Say{"it is {}", pthread_mutex_init(&mutex, &attributes) == 0 ? "there" : "not there"};
}

constexpr Attempt kFutexes[] = {
    {"futex: what does not wait", &what_does_not_wait},
    {"futex: wake", &wake},
    {"futex: wake bits", &wake_bits},
    {"futex: requeue", &requeue},
    {"futex: wake and change", &wake_operations},
    {"futex: between processes", &between_processes},
    {"futex: private to a process", &private_to_a_process},
    {"futex: a robust mutex", &robust_mutex},
    {"futex: locks with a time", &timed_locks},
    {"futex: many threads", &many_threads},
    {"futex: a mutex with priorities", &priority_mutex},
};

}  // namespace

std::span<const Attempt> futexes() { return kFutexes; }

}  // namespace calls
