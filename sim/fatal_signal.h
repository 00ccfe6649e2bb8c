// What a process leaves behind that a node program takes down: one line on standard error,
//
//   SIGSEGV while n2 handled broadcast (msg_id 12) from c3, at virtual time 4.680 s of seed 7;
//   again: …
//
// * Told of are SIGSEGV, a stack overflow among them, SIGBUS, SIGILL, SIGFPE and SIGABRT, and
//   SIGINT and SIGTERM, which is how a handler that loops for ever is ended.
// * Then the signal does what it would have done anyway: whoever handled it before handles it, and
//   else the process ends by it, with its exit status and its core dump. One that was ignored stays
//   ignored.
// * Every Simulation sees to it; a program that makes none keeps its signals as they are.
#pragma once

#include <csignal>

namespace eddy::sim {

// Is asked first about a SIGSEGV, in the handler of the signal: true, it has been dealt with, and the
// instruction is done again.
using FaultHandler = bool (*)(const siginfo_t& info, void* context);
void ask_about_faults(FaultHandler handler);

// Watches for these signals from now on, unless that is so already.
void watch_fatal_signals();

// SIGINT is somebody else's from now on, who may use the next two.
void leave_interrupts_alone();

// Writes the line. To be called by signal handlers, too.
void tell_of_signal(int signal);

// Lets the signal end the process. To be called by signal handlers, too.
void end_by_signal(int signal);

}  // namespace eddy::sim
