/*
 * How the ledger lasts, for build/model.sh: coordinators that keep it in memory, ahead of a store that takes one batch a revision;
 * docs/protocol.md says what this leaves out and why.
 *
 * Faults come from one purse of FAULTS, at any time: a coordinator dies, a request to the store is lost, or a standby takes a
 * coordinator that lives for silent. A request that was sent may arrive at any time, also after whoever sent it has died or has
 * been followed by another, and its outcome is known to the sender only when it looks. A step that changes nothing is not enabled,
 * so every run ends, and one that ends without exactly one coordinator in place, all of whose changes are stored, is an error.
 */
#define COORDINATORS 2
#ifndef FAULTS
#define FAULTS 3
#endif
#ifndef CHANGES
#define CHANGES 3
#endif

#define BATCHES (2 * FAULTS + CHANGES + COORDINATORS + 2)
#define KNOWS(i, b) knows[(i) * (BATCHES + 1) + (b)]
#define TAKEN(b) (log[at[b]] != 0)
#define STORED(b) (log[at[b]] == (b))

mtype = { Standby, TakingOver, Leading }

/* The store: at each revision one batch, which is never replaced. A take-over is a batch, too. */
byte log[BATCHES + 1];
byte newest;

/* Batches by number, the revision each was made for, whether it is on its way, and whether anything that rests on it was said. */
byte made;
byte at[BATCHES + 1];
bool sent[BATCHES + 1];
bool said[BATCHES + 1];

/* Coordinators: what each is, the batch whose outcome it waits for, the revision up to which it knows the outcome, its memory. */
mtype mode[COORDINATORS];
byte waits[COORDINATORS];
byte upto[COORDINATORS];
bool knows[COORDINATORS * (BATCHES + 1)];

byte changes = CHANGES;
byte faults = FAULTS;

inline Make(i, revision)
{
    made++;
    assert(made <= BATCHES);
    waits[i] = made;
    at[made] = revision;
    sent[made] = true
}

inline Load(i)
{
    for (b : 1 .. BATCHES) { KNOWS(i, b) = b <= made && TAKEN(b) && STORED(b) }
    b = 0
}

/* What was said, by whomever, is in the memory of who goes on from there. */
inline CheckMemory(i)
{
    for (b : 1 .. BATCHES) { assert(!said[b] || at[b] > upto[i] || KNOWS(i, b)) }
    b = 0
}

inline Say(i)
{
    upto[i] = at[waits[i]];
    said[waits[i]] = true;
    waits[i] = 0;
    CheckMemory(i)
}

/* The process ends, and another begins. */
inline End(i)
{
    mode[i] = Standby;
    waits[i] = 0;
    upto[i] = 0;
    for (b : 1 .. BATCHES) { KNOWS(i, b) = false }
    b = 0
}

proctype Coordinator(byte me)
{
    byte b;
end:
    do
    /* Nobody moves the mark; or somebody does, and is taken for silent. */
    :: atomic { mode[me] == Standby && (mode[1 - me] == Standby || faults > 0) ->
        if
        :: mode[1 - me] == Standby
        :: else -> faults--
        fi;
        mode[me] = TakingOver;
#ifdef LOAD_BEFORE_TAKING_OVER
        Load(me);
#endif
        Make(me, newest + 1) }
    :: atomic { mode[me] == TakingOver && STORED(waits[me]) ->
#ifndef LOAD_BEFORE_TAKING_OVER
        Load(me);
#endif
        mode[me] = Leading;
        upto[me] = at[waits[me]];
        waits[me] = 0;
        CheckMemory(me) }
#ifndef NO_READING_AGAIN
    :: atomic { mode[me] == TakingOver && TAKEN(waits[me]) && !STORED(waits[me]) -> at[waits[me]] = newest + 1; sent[waits[me]] = true }
#endif

    /* A change: in memory at once, and said when it is stored. What is changed meanwhile waits for the next batch. */
    :: atomic { mode[me] == Leading && waits[me] == 0 && changes > 0 ->
        changes--;
        Make(me, upto[me] + 1);
        KNOWS(me, waits[me]) = true;
#ifdef SAY_BEFORE_STORED
        said[waits[me]] = true;
#endif
        }
    :: atomic { mode[me] == Leading && waits[me] != 0 && STORED(waits[me]) -> Say(me) }

    /* Its place is taken by another's: it is not the writer any more. Of one that changes nothing, a heartbeat is refused. */
#ifdef EVERY_DUPLICATE_IS_MINE
    :: atomic { mode[me] == Leading && waits[me] != 0 && TAKEN(waits[me]) -> Say(me) }
#elif defined(GO_ON_BEHIND_ANOTHER)
    :: atomic { mode[me] == Leading && waits[me] != 0 && TAKEN(waits[me]) && !STORED(waits[me]) -> at[waits[me]] = newest + 1; sent[waits[me]] = true }
#else
    :: atomic { mode[me] == Leading && waits[me] != 0 && TAKEN(waits[me]) && !STORED(waits[me]) -> End(me) }
#endif
    :: atomic { mode[me] == Leading && waits[me] == 0 && upto[me] < newest -> End(me) }

    /* It cannot tell whether a request was lost: it makes the same one again. */
#ifdef DOUBT_TAKEN_FOR_STORED
    :: atomic { mode[me] == Leading && waits[me] != 0 && !sent[waits[me]] && !TAKEN(waits[me]) -> Say(me) }
#else
    :: atomic { mode[me] != Standby && waits[me] != 0 && !sent[waits[me]] && !TAKEN(waits[me]) -> sent[waits[me]] = true }
#endif

    :: atomic { mode[me] != Standby && faults > 0 -> faults--; End(me) }
    od
}

/* A request: it arrives, or is lost. */
proctype Request(byte b)
{
end:
    do
    :: atomic { sent[b] && !TAKEN(b) ->
        assert(at[b] == newest + 1);            /* no gap */
        log[at[b]] = b;
        newest++;
        sent[b] = false }
    :: atomic { sent[b] && !TAKEN(b) && faults > 0 -> faults--; sent[b] = false }
    od
}

init
{
    byte i;
    byte leading;
    atomic {
        for (i : 0 .. COORDINATORS - 1) { mode[i] = Standby; run Coordinator(i) }
        for (i : 1 .. BATCHES) { run Request(i) }
    }

    /* Nothing more can happen. */
    timeout -> atomic {
        for (i : 0 .. COORDINATORS - 1) {
            if
            :: mode[i] == Leading && waits[i] == 0 -> leading++
            :: else
            fi
        }
        assert(leading == 1 && changes == 0)
    }
}
