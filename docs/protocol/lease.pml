/*
 * The lease protocol, for build/model.sh. docs/protocol.md says what it leaves out and why.
 *
 * Faults come from one purse of FAULTS, in any order and at any time: a worker or the coordinator dies, a message is lost, a
 * lease lapses although its worker lives (it was stopped, or not heard), a stage fails or is preempted, and with two stages a
 * completed parent's checkpoint is lost. Messages are sets: whatever was sent may arrive at any time, in any order, any
 * number of times. A step that changes nothing is not enabled, so every run ends, and a run that ends with the work undone is
 * an error.
 *
 * A worker here is a process: one that died does not come back, its successor has another number.
 */
#ifndef WORKERS
#define WORKERS 3
#endif
#ifndef FAULTS
#define FAULTS 3
#endif
#ifndef STAGES
#define STAGES 1        /* or 2: a parent and its child */
#endif

#define ATTEMPTS (FAULTS + 3)
#define MESSAGES (STAGES * WORKERS * ATTEMPTS)
#define AT(s, w, a) (((s) * WORKERS + (w)) * ATTEMPTS + (a))
#define LAST (STAGES - 1)

mtype = { Waiting, Ready, Queued, Running, Completed }

/* The store. It outlives the coordinator; each atomic step below that touches it is one transaction. */
mtype state[STAGES];
byte attempt[STAGES];
byte holder[STAGES];
byte result[STAGES];

#ifdef POWER_LOSS
/* What the store, of one stage, was before its last transaction, which a machine that loses power may lose. */
mtype before_state = Ready;
byte before_attempt, before_holder, before_result;
byte lost;
#define Transaction() before_state = state[0]; before_attempt = attempt[0]; before_holder = holder[0]; before_result = result[0]
#else
#define lost 0
#define Transaction() skip
#endif

/* The coordinator's memory: the attempt in its table of leases, and one that is recorded but not sent. */
bool up = true;
byte table[STAGES];
byte unsent[STAGES];

/* Messages: orders to run or to drop an attempt, reports of its begin and its end. */
#define RELEASED 1      /* or failed: the store treats both as Ready */
#define MISSING 2       /* the parent's checkpoint */
#define COMPLETED 3     /* and the result, added to it */
bool order[MESSAGES];
bool drop[MESSAGES];
bool started[MESSAGES];
byte ended[MESSAGES];

/* Workers: what they are at, and the newest attempt of each stage that they were told of. */
bool alive[WORKERS];
byte living = WORKERS;
byte has[WORKERS];
byte stage[WORKERS];
bool finished[WORKERS];
byte value[WORKERS];
byte known[STAGES * WORKERS];

/* Final checkpoints: zero, or the number of the attempt that wrote it. No two attempts are assumed to compute the same. */
byte final[STAGES];

byte faults = FAULTS;

/* For the assertions alone. */
byte completions[STAGES];
byte reopened[STAGES];
byte given[STAGES * ATTEMPTS];

#define HELD(s) (state[s] == Queued || state[s] == Running)
#define KNOWN(s, w) known[(s) * WORKERS + (w)]
#define IS_AT(s, w, a) (has[w] == (a) && stage[w] == (s))

/* The worker does not have the stage's attempt, will not get it, and nothing of its end is on the way. */
#define GONE(s, w) (!alive[w] \
    || (!IS_AT(s, w, attempt[s]) && ended[AT(s, w, attempt[s])] == 0 && !(order[AT(s, w, attempt[s])] && KNOWN(s, w) < attempt[s])))

#ifdef NO_ATTEMPT_FENCE
#define FENCE(s, w, a) (HELD(s))
#elif defined(NO_STATE_FENCE)
#define FENCE(s, w, a) (attempt[s] == (a) && holder[s] == (w))
#else
#define FENCE(s, w, a) (HELD(s) && attempt[s] == (a) && holder[s] == (w))
#endif

inline Lose() { faults > 0; faults-- }

inline CheckResult(s)
{
    assert(STAGES == 2 || state[s] != Completed || result[s] == final[s])
}

/* A stage that nobody has: it can run when its parent is completed. */
#ifdef NO_WAITING
#define REST(s) Ready
#else
#define REST(s) ((s) == 0 || state[0] == Completed -> Ready : Waiting)
#endif

inline AcceptEnd(s, w, a)
{
    Transaction();
    table[s] = 0;
    if
    :: ended[AT(s, w, a)] == RELEASED ->
        state[s] = REST(s)
    :: ended[AT(s, w, a)] == MISSING ->
        if
        :: state[s - 1] == Completed -> state[s - 1] = Ready; reopened[s - 1]++
        :: else
        fi;
        state[s] = REST(s)
    :: else ->
        /* A result once stored stays; a stage that was reopened has only made its checkpoint anew. */
        result[s] = (result[s] == 0 -> ended[AT(s, w, a)] - COMPLETED : result[s]);
        state[s] = Completed;
        completions[s]++;
        assert(completions[s] <= 1 + reopened[s] + lost);
        CheckResult(s);
        if
        :: s < LAST && state[LAST] == Waiting -> state[LAST] = Ready
        :: else
        fi
    fi
#ifdef POWER_LOSS
    ended[AT(s, w, a)] = 0      /* confirmed to the broker */
#endif
}

/* What the coordinator does on a report of attempt a; a refused attempt is told to stop. */
#define REPORTS(a) \
    :: atomic { up && started[AT(s, w, a)] && FENCE(s, w, a) && state[s] == Queued -> Transaction(); state[s] = Running } \
    :: atomic { up && ended[AT(s, w, a)] != 0 && FENCE(s, w, a) -> AcceptEnd(s, w, a) } \
    :: atomic { up && alive[w] && IS_AT(s, w, a) && !FENCE(s, w, a) && unsent[s] != a && !drop[AT(s, w, a)] -> drop[AT(s, w, a)] = true }

/* The coordinator's dealings with one worker about one stage. */
proctype Coordinator(byte s; byte w)
{
end:
    do
#ifdef SEND_BEFORE_STORING
    :: atomic { up && state[s] == Ready && unsent[s] == 0 && alive[w] -> holder[s] = w; unsent[s] = attempt[s] + 1 }
    :: atomic { up && unsent[s] != 0 && state[s] == Ready && holder[s] == w && !order[AT(s, w, unsent[s])] ->
        assert(given[s * ATTEMPTS + unsent[s]] == 0);
        given[s * ATTEMPTS + unsent[s]] = w + 1;
        order[AT(s, w, unsent[s])] = true }
    :: atomic { up && unsent[s] != 0 && state[s] == Ready && holder[s] == w && order[AT(s, w, unsent[s])] ->
        attempt[s] = unsent[s]; unsent[s] = 0; state[s] = Queued; table[s] = attempt[s] }
#else
    :: atomic { up && state[s] == Ready && alive[w] && (has[w] == 0 || stage[w] == s) ->
        Transaction();
        attempt[s]++;
        assert(attempt[s] <= FAULTS + 1);       /* nothing is begun again without cause */
        holder[s] = w;
        state[s] = Queued;
        table[s] = attempt[s];
        unsent[s] = attempt[s] }
    :: atomic { up && unsent[s] != 0 && holder[s] == w ->
        assert(given[s * ATTEMPTS + unsent[s]] == 0 || lost > 0);
        given[s * ATTEMPTS + unsent[s]] = w + 1;
        if
        :: order[AT(s, w, unsent[s])] = true
        :: Lose()
        fi;
        unsent[s] = 0 }
#endif

#ifndef NO_LAPSE
    /* A lease lapses when its worker does not name it for long; that it is stopped or unheard for as long is a fault. */
    :: atomic { up && HELD(s) && holder[s] == w && table[s] == attempt[s] && unsent[s] == 0 && (GONE(s, w) || faults > 0) ->
        if
        :: GONE(s, w)
        :: else -> faults--
        fi;
        Transaction();
        state[s] = REST(s);
        table[s] = 0;
        drop[AT(s, w, attempt[s])] = true }
#endif

    REPORTS(1)
    REPORTS(2)
    REPORTS(3)
    REPORTS(4)
#if FAULTS > 3
    REPORTS(5)
#endif
    od
}

/* The worker is told of attempt a of stage s: to run it, or to drop it. */
#define ORDERS(s, a) \
    :: atomic { alive[w] && order[AT(s, w, a)] && KNOWN(s, w) < a -> \
        KNOWN(s, w) = a; \
        if \
        :: has[w] == 0 || stage[w] == s -> has[w] = a; stage[w] = s; finished[w] = false; started[AT(s, w, a)] = true \
        :: else -> ended[AT(s, w, a)] = RELEASED        /* it has no idle slot */ \
        fi } \
    :: atomic { alive[w] && drop[AT(s, w, a)] && (IS_AT(s, w, a) || (KNOWN(s, w) < a && !(has[w] != 0 && stage[w] == s))) -> \
        if \
        :: IS_AT(s, w, a) -> Idle() \
        :: else -> KNOWN(s, w) = a \
        fi }

inline Idle() { has[w] = 0; stage[w] = 0; finished[w] = false; value[w] = 0 }

inline End(report)
{
    if
    :: ended[AT(stage[w], w, has[w])] = report
    :: Lose()
    fi;
    Idle()
}

proctype Worker(byte w)
{
end:
    do
    ORDERS(0, 1)
    ORDERS(0, 2)
    ORDERS(0, 3)
    ORDERS(0, 4)
#if FAULTS > 3
    ORDERS(0, 5)
#endif
#if STAGES == 2
    ORDERS(1, 1)
    ORDERS(1, 2)
    ORDERS(1, 3)
    ORDERS(1, 4)
#endif

    /* It computes, for however long, and stores the final checkpoint: the first to store one wins, who comes later takes that over. */
    :: atomic { alive[w] && has[w] != 0 && !finished[w] && (stage[w] == 0 || final[0] != 0) ->
        value[w] = has[w];
#ifdef LAST_CHECKPOINT_WINS
        final[stage[w]] = value[w];
#elif defined(OWN_RESULT)
        if
        :: final[stage[w]] == 0 -> final[stage[w]] = value[w]
        :: else
        fi;
#elif defined(REPORT_BEFORE_SAVING)
        if
        :: final[stage[w]] != 0 -> value[w] = final[stage[w]]
        :: else
        fi;
        ended[AT(stage[w], w, has[w])] = COMPLETED + value[w];
#else
        if
        :: final[stage[w]] == 0 -> final[stage[w]] = value[w]
        :: else -> value[w] = final[stage[w]]
        fi;
#endif
        CheckResult(stage[w]);
        finished[w] = true }
#ifdef REPORT_BEFORE_SAVING
    :: atomic { alive[w] && has[w] != 0 && finished[w] -> final[stage[w]] = value[w]; Idle() }
#else
    :: atomic { alive[w] && has[w] != 0 && finished[w] -> End(COMPLETED + value[w]) }
#endif
    :: atomic { alive[w] && has[w] != 0 && stage[w] == 1 && !finished[w] && final[0] == 0 -> End(MISSING) }

    /* It fails, or is told to save and give back. */
    :: atomic { alive[w] && has[w] != 0 && !finished[w] && faults > 0 -> faults--; End(RELEASED) }

    /* It dies. One lives long enough. */
    :: atomic { alive[w] && living > 1 && faults > 0 -> faults--; living--; alive[w] = false; Idle() }
    od
}

proctype Misfortune()
{
    byte s;
end:
    do
    :: atomic { up && faults > 0 ->
        faults--;
        up = false;
        for (s : 0 .. LAST) { table[s] = 0; unsent[s] = 0 }
        s = 0 }
    :: atomic { !up ->
        up = true;
#ifndef NO_RESTORE
        for (s : 0 .. LAST) {
            if
            :: HELD(s) -> table[s] = attempt[s]
            :: else
            fi
        }
        s = 0
#endif
        }
#ifdef POWER_LOSS
    :: atomic { up && faults > 0 && (state[0] != before_state || attempt[0] != before_attempt) ->
        faults--;
        lost++;
        up = false;
        table[0] = 0;
        unsent[0] = 0;
        state[0] = before_state;
        attempt[0] = before_attempt;
        holder[0] = before_holder;
        result[0] = before_result }
#endif
#if STAGES == 2
    :: atomic { state[0] == Completed && state[1] != Completed && final[0] != 0 && faults > 0 -> faults--; final[0] = 0 }
#endif
    od
}

init
{
    byte s, w;
    atomic {
        for (w : 0 .. WORKERS - 1) { alive[w] = true; run Worker(w) }
        for (s : 0 .. LAST) {
            state[s] = (s == 0 -> Ready : Waiting);
            for (w : 0 .. WORKERS - 1) { run Coordinator(s, w) }
        }
        run Misfortune()
    }

    /* Nothing more can happen. */
    timeout -> assert(state[LAST] == Completed)
}

#define done (state[LAST] == Completed)
ltl completes { <> done }
ltl stays { [] (done -> [] done) }
