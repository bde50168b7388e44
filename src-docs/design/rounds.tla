------------------------------- MODULE rounds -------------------------------
(***************************************************************************)
(* The protocol of rounds, see rounds.md, at its smallest: a source on one *)
(* node ("reader") whose records go to an object and a transactional sink  *)
(* on another ("keeper"); a store; coordinators, of which each may be dead,*)
(* late, or the right one.                                                 *)
(*                                                                         *)
(* Control messages are a set that only grows, and whoever they are for    *)
(* may take any of them at any time: so they are lost, late, repeated and  *)
(* overtaken in every way there is. Records are a queue of which any may   *)
(* be lost. A coordinator that does nothing any more has crashed; one that *)
(* goes on after another one has taken over is a zombie.                   *)
(*                                                                         *)
(* Off names rules that are switched off, to see that each is needed.      *)
(***************************************************************************)
EXTENDS Naturals, Sequences, TLC

CONSTANTS
  Records,       \* how many there are to be read
  Generations,   \* how many may begin
  Rounds,        \* how many may be captured
  Coordinators,
  Crashes,       \* how many nodes may die
  Losses,        \* how many records may be lost
  Off

VARIABLES
  store,    \* the generation, the last commit, changes that are not committed
  msgs,     \* all control messages that were ever sent
  coord,    \* for each coordinator what it knows
  reader,
  keeper,
  wire,     \* records on their way from reader to keeper
  file,     \* what the sink has written, what survives a crash, what can be seen
  faults    \* how many are left

Same == Permutations(Coordinators)

vars == <<store, msgs, coord, reader, keeper, wire, file, faults>>

Rule(name) == name \notin Off
Upto(n) == [i \in 1..n |-> i]
Nothing == [gen |-> 0, round |-> 0, pos |-> 0, state |-> <<>>, mark |-> 0]

Node == [gen |-> 0, alive |-> TRUE, turn |-> 0, round |-> 0, captured |-> FALSE, prepared |-> FALSE]

Init ==
  /\ store = [gen |-> 0, last |-> Nothing, written |-> {}]
  /\ msgs = {}
  /\ coord = [c \in Coordinators |-> [gen |-> 0, phase |-> "idle", round |-> 0, turn |-> 0,
                                      writing |-> 0, first |-> TRUE]]
  /\ reader = Node @@ [flows |-> FALSE, pos |-> 0, count |-> 0, capturedPos |-> 0]
  /\ keeper = Node @@ [state |-> <<>>, count |-> 0, capturedState |-> <<>>, marks |-> <<>>]
  /\ wire = <<>>
  /\ file = [lines |-> <<>>, durable |-> 0, visible |-> 0]
  /\ faults = [crashes |-> Crashes, losses |-> Losses]

-----------------------------------------------------------------------------
(* The store *)

\* A coordinator takes over: at first, or after something went wrong, or because it was started
\* in the place of another one.
TakeOver(c) ==
  /\ store.gen < Generations
  /\ store' = [store EXCEPT !.gen = @ + 1, !.written = {}]
  /\ coord' = [coord EXCEPT ![c] = [gen |-> store.gen + 1, phase |-> "entering",
                   round |-> store.last.round, turn |-> 0, writing |-> 0,
                   first |-> TRUE]]
  /\ msgs' = msgs \cup {[type |-> "Assign", gen |-> store.gen + 1, last |-> store.last]}
  /\ UNCHANGED <<reader, keeper, wire, file, faults>>

\* What a coordinator has asked for is done, whatever has become of it, once or more often.
Commit(m) ==
  /\ m.type = "Commit"
  /\ \/ /\ Rule("fencing") => m.gen = store.gen
        /\ m.round = store.last.round + 1
        /\ LET mine == {w \in store.written : w.gen = m.gen /\ w.round = m.round}
               state == IF mine = {} THEN store.last.state ELSE (CHOOSE w \in mine : TRUE).state
           IN store' = [store EXCEPT !.last =
                [gen |-> m.gen, round |-> m.round, pos |-> m.pos, state |-> state, mark |-> m.mark]]
     \/ /\ store.last.gen = m.gen /\ store.last.round = m.round
        /\ UNCHANGED store
  /\ msgs' = msgs \cup {[type |-> "Done", gen |-> m.gen, round |-> m.round]}
  /\ UNCHANGED <<coord, reader, keeper, wire, file, faults>>

-----------------------------------------------------------------------------
(* A coordinator *)

Said(type, who, gen) == \E m \in msgs : m.type = type /\ m.who = who /\ m.gen = gen
SaidOf(type, who, gen, round) ==
  \E m \in msgs : m.type = type /\ m.who = who /\ m.gen = gen /\ m.round = round

Capture(c, round) ==
  /\ round <= Rounds
  /\ coord' = [coord EXCEPT ![c].phase = "capturing", ![c].round = round,
                            ![c].writing = round, ![c].turn = @ + 1]
  /\ msgs' = msgs \cup {[type |-> "Capture", gen |-> coord[c].gen, round |-> round,
                         turn |-> coord[c].turn + 1]}

\* Nothing has flowed: the first cut.
AllReady(c) ==
  /\ coord[c].phase = "entering"
  /\ Said("Ready", "reader", coord[c].gen)
  /\ Said("Ready", "keeper", coord[c].gen)
  /\ Capture(c, coord[c].round + 1)
  /\ UNCHANGED <<store, reader, keeper, wire, file, faults>>

Flow(c, rest) ==
  LET turn == coord[c].turn + 1 IN
  /\ coord' = [coord EXCEPT ![c] = [rest EXCEPT !.phase = "flowing", !.round = @ + 1, !.turn = turn,
                                                !.first = FALSE]]
  /\ msgs' = msgs \cup {[type |-> "Flow", gen |-> coord[c].gen, turn |-> turn]}

AllCaptured(c) ==
  LET k == coord[c]
      r == SaidOf("Captured", "reader", k.gen, k.round)
      s == SaidOf("Captured", "keeper", k.gen, k.round)
  IN
  /\ k.phase = "capturing"
  /\ IF Rule("all have captured") THEN r /\ s ELSE r \/ s
  /\ IF k.first
       THEN /\ coord' = [coord EXCEPT ![c].phase = "holding"]
            /\ UNCHANGED msgs
       ELSE Flow(c, k)
  /\ UNCHANGED <<store, reader, keeper, wire, file, faults>>

AllPrepared(c) ==
  LET k == coord[c]
      of(who) == {m \in msgs : m.type = "Prepared" /\ m.who = who /\ m.gen = k.gen
                               /\ m.round = k.writing}
  IN
  /\ k.writing > 0
  /\ \E r \in of("reader") :
       \E mark \in {m.mark : m \in of("keeper")} \cup
                   (IF Rule("all have prepared") THEN {} ELSE {store.last.mark}) :
         msgs' = msgs \cup {[type |-> "Commit", gen |-> k.gen, round |-> k.writing,
                             pos |-> r.pos, mark |-> mark]}
  /\ UNCHANGED <<store, coord, reader, keeper, wire, file, faults>>

IsCommitted(c) ==
  LET k == coord[c]
      known(type) == \E m \in msgs : m.type = type /\ m.gen = k.gen /\ m.round = k.writing
      told == [type |-> "Committed", gen |-> k.gen, round |-> k.writing]
  IN
  /\ k.writing > 0
  /\ known("Commit")
  /\ known("Done") \/ ~Rule("the outcome is known")
  /\ IF k.phase = "holding"
       THEN /\ coord' = [coord EXCEPT ![c] = [k EXCEPT !.phase = "flowing", !.round = @ + 1,
                           !.turn = @ + 1, !.first = FALSE, !.writing = 0]]
            /\ msgs' = msgs \cup {told, [type |-> "Flow", gen |-> k.gen, turn |-> k.turn + 1]}
       ELSE /\ coord' = [coord EXCEPT ![c].writing = 0]
            /\ msgs' = msgs \cup {told}
  /\ UNCHANGED <<store, reader, keeper, wire, file, faults>>

Pause(c) ==
  LET k == coord[c] IN
  /\ k.phase = "flowing"
  /\ k.writing = 0
  /\ coord' = [coord EXCEPT ![c].phase = "draining", ![c].turn = @ + 1]
  /\ msgs' = msgs \cup {[type |-> "Ask", gen |-> k.gen, turn |-> k.turn + 1]}
  /\ UNCHANGED <<store, reader, keeper, wire, file, faults>>

\* As much was settled as was emitted. (That one pair of reports suffices is due to the shape of
\* this pipeline; in general it takes two waves, see Counting.java. A real coordinator makes no cut
\* if nothing was emitted on any node. Here there is one reader only, so it makes one.)
Drained(c) ==
  LET k == coord[c]
      of(who) == {m \in msgs : m.type = "Report" /\ m.who = who /\ m.gen = k.gen /\ m.turn = k.turn}
  IN
  /\ k.phase = "draining"
  /\ \E r \in of("reader"), s \in of("keeper") :
       /\ Rule("counting") => r.count = s.count
       /\ k.round <= Rounds
       /\ coord' = [coord EXCEPT ![c] = [k EXCEPT !.phase = "capturing", !.writing = k.round,
                      !.turn = @ + 1]]
       /\ msgs' = msgs \cup {[type |-> "Capture", gen |-> k.gen, round |-> k.round,
                              turn |-> k.turn + 1]}
  /\ UNCHANGED <<store, reader, keeper, wire, file, faults>>

-----------------------------------------------------------------------------
(* The nodes *)

\* An order reaches the process that it is meant for, not one that was started in its place.
MayEnter(node, m) ==
  /\ m.type = "Assign"
  /\ IF Rule("orders are for one process")
       THEN m.gen > node.gen
       ELSE m.gen > node.gen \/ (~node.alive /\ m.gen = node.gen)

ReaderEnters(m) ==
  /\ MayEnter(reader, m)
  /\ reader' = [gen |-> m.gen, alive |-> TRUE, turn |-> 0, round |-> 0, captured |-> FALSE,
                prepared |-> FALSE, flows |-> FALSE, count |-> 0, capturedPos |-> 0,
                pos |-> IF Rule("sources go back") THEN m.last.pos ELSE reader.pos]
  /\ msgs' = msgs \cup {[type |-> "Ready", who |-> "reader", gen |-> m.gen]}
  /\ UNCHANGED <<store, coord, keeper, wire, file, faults>>

KeeperEnters(m) ==
  /\ MayEnter(keeper, m)
  /\ keeper' = [gen |-> m.gen, alive |-> TRUE, turn |-> 0, round |-> 0, captured |-> FALSE,
                prepared |-> FALSE, count |-> 0, capturedState |-> <<>>, marks |-> <<>>,
                state |-> IF Rule("objects go back") THEN m.last.state ELSE keeper.state]
  /\ file' = [lines |-> IF Rule("sinks go back") THEN SubSeq(file.lines, 1, m.last.mark)
                                                 ELSE file.lines,
              durable |-> m.last.mark, visible |-> m.last.mark]
  /\ msgs' = msgs \cup {[type |-> "Ready", who |-> "keeper", gen |-> m.gen]}
  /\ UNCHANGED <<store, coord, reader, wire, faults>>

IsNew(node, m) ==
  /\ node.alive
  /\ m.gen = node.gen
  /\ Rule("turns") => m.turn > node.turn

ReaderFlows(m) ==
  /\ m.type = "Flow" /\ IsNew(reader, m)
  /\ reader' = [reader EXCEPT !.flows = TRUE, !.turn = m.turn]
  /\ UNCHANGED <<store, msgs, coord, keeper, wire, file, faults>>

\* (The keeper has nothing to do when records may flow.)

\* A node answers when it has paused for this very question.
Paused(node, m) ==
  IF Rule("paused before counting") THEN m.turn >= node.turn ELSE TRUE

ReaderReports(m) ==
  /\ m.type = "Ask" /\ reader.alive /\ m.gen = reader.gen
  /\ Paused(reader, m)
  /\ Rule("paused before counting") \/ ~reader.flows \/ m.turn > reader.turn
  /\ reader' = IF Rule("paused before counting") \/ reader.flows
                 THEN [reader EXCEPT !.flows = FALSE, !.turn = m.turn]
                 ELSE reader
  /\ msgs' = msgs \cup {[type |-> "Report", who |-> "reader", gen |-> m.gen, turn |-> m.turn,
                         count |-> reader.count]}
  /\ UNCHANGED <<store, coord, keeper, wire, file, faults>>

KeeperReports(m) ==
  /\ m.type = "Ask" /\ keeper.alive /\ m.gen = keeper.gen
  /\ Paused(keeper, m)
  /\ keeper' = [keeper EXCEPT !.turn = IF m.turn > @ THEN m.turn ELSE @]
  /\ msgs' = msgs \cup {[type |-> "Report", who |-> "keeper", gen |-> m.gen, turn |-> m.turn,
                         count |-> keeper.count]}
  /\ UNCHANGED <<store, coord, reader, wire, file, faults>>

ReaderCaptures(m) ==
  /\ m.type = "Capture" /\ IsNew(reader, m) /\ m.round > reader.round
  /\ reader' = [reader EXCEPT !.turn = m.turn, !.round = m.round, !.capturedPos = reader.pos]
  /\ msgs' = msgs \cup {[type |-> "Captured", who |-> "reader", gen |-> m.gen, round |-> m.round]}
  /\ UNCHANGED <<store, coord, keeper, wire, file, faults>>

KeeperCaptures(m) ==
  /\ m.type = "Capture" /\ IsNew(keeper, m) /\ m.round > keeper.round
  /\ keeper' = [keeper EXCEPT !.turn = m.turn, !.round = m.round,
                              !.capturedState = keeper.state,
                              !.marks = Append(@, [round |-> m.round, at |-> Len(file.lines)])]
  /\ msgs' = msgs \cup {[type |-> "Captured", who |-> "keeper", gen |-> m.gen, round |-> m.round]}
  /\ UNCHANGED <<store, coord, reader, wire, file, faults>>

ReaderPrepares ==
  /\ reader.alive /\ reader.round > 0
  /\ ~SaidOf("Prepared", "reader", reader.gen, reader.round)
  /\ msgs' = msgs \cup {[type |-> "Prepared", who |-> "reader", gen |-> reader.gen,
                         round |-> reader.round,
                         pos |-> IF Rule("one cut") THEN reader.capturedPos ELSE reader.pos]}
  /\ UNCHANGED <<store, coord, reader, keeper, wire, file, faults>>

KeeperPrepares ==
  /\ keeper.alive /\ keeper.round > 0
  /\ ~SaidOf("Prepared", "keeper", keeper.gen, keeper.round)
  /\ LET mark == keeper.marks[Len(keeper.marks)].at IN
     /\ store' = [store EXCEPT !.written = @ \cup
                    {[gen |-> keeper.gen, round |-> keeper.round, state |-> keeper.capturedState]}]
     /\ file' = [file EXCEPT !.durable = mark]
     /\ msgs' = msgs \cup {[type |-> "Prepared", who |-> "keeper", gen |-> keeper.gen,
                            round |-> keeper.round, mark |-> mark]}
  /\ UNCHANGED <<coord, reader, keeper, wire, faults>>

\* A sink shows a round when that is committed.
KeeperShows ==
  /\ keeper.alive
  /\ \E i \in 1..Len(keeper.marks) :
       LET told == [type |-> "Committed", gen |-> keeper.gen, round |-> keeper.marks[i].round] IN
       /\ told \in msgs \/ (~Rule("shown when committed") /\ file.durable >= keeper.marks[i].at)
       /\ file.visible < keeper.marks[i].at
       /\ file' = [file EXCEPT !.visible = keeper.marks[i].at]
  /\ UNCHANGED <<store, msgs, coord, reader, keeper, wire, faults>>

-----------------------------------------------------------------------------
(* Records, and what goes wrong *)

Emit ==
  /\ reader.alive /\ reader.flows /\ reader.pos < Records
  /\ reader' = [reader EXCEPT !.pos = @ + 1, !.count = @ + 1]
  /\ wire' = Append(wire, [gen |-> reader.gen, record |-> reader.pos + 1])
  /\ UNCHANGED <<store, msgs, coord, keeper, file, faults>>

Take ==
  /\ wire # <<>>
  /\ LET m == Head(wire)
         mine == keeper.alive /\ m.gen = keeper.gen
         old == keeper.alive /\ ~Rule("records have a generation")
     IN
     IF mine \/ old
       THEN /\ keeper' = [keeper EXCEPT !.state = Append(@, m.record),
                                        !.count = IF mine THEN @ + 1 ELSE @]
            /\ file' = [file EXCEPT !.lines = Append(@, m.record)]
       ELSE UNCHANGED <<keeper, file>>
  /\ wire' = Tail(wire)
  /\ UNCHANGED <<store, msgs, coord, reader, faults>>

Lose ==
  /\ wire # <<>> /\ faults.losses > 0
  /\ wire' = Tail(wire)
  /\ faults' = [faults EXCEPT !.losses = @ - 1]
  /\ UNCHANGED <<store, msgs, coord, reader, keeper, file>>

ReaderDies ==
  /\ reader.alive /\ reader.gen > 0 /\ faults.crashes > 0
  /\ reader' = [reader EXCEPT !.alive = FALSE, !.flows = FALSE]
  /\ faults' = [faults EXCEPT !.crashes = @ - 1]
  /\ UNCHANGED <<store, msgs, coord, keeper, wire, file>>

\* What the sink has written since it prepared may be lost with the node, or not.
KeeperDies ==
  /\ keeper.alive /\ keeper.gen > 0 /\ faults.crashes > 0
  /\ keeper' = [keeper EXCEPT !.alive = FALSE]
  /\ \E length \in {file.durable, Len(file.lines)} :
       file' = [file EXCEPT !.lines = SubSeq(@, 1, length)]
  /\ faults' = [faults EXCEPT !.crashes = @ - 1]
  /\ UNCHANGED <<store, msgs, coord, reader, wire>>

Next ==
  \/ \E c \in Coordinators :
       \/ TakeOver(c) \/ AllReady(c) \/ AllCaptured(c) \/ AllPrepared(c) \/ IsCommitted(c)
       \/ Pause(c) \/ Drained(c)
  \/ \E m \in msgs :
       \/ Commit(m)
       \/ ReaderEnters(m) \/ ReaderFlows(m) \/ ReaderReports(m) \/ ReaderCaptures(m)
       \/ KeeperEnters(m) \/ KeeperReports(m) \/ KeeperCaptures(m)
  \/ ReaderPrepares \/ KeeperPrepares \/ KeeperShows
  \/ Emit \/ Take \/ Lose \/ ReaderDies \/ KeeperDies

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* What must always be so *)

\* The committed state is that of the records before the committed position.
StateIsExact == store.last.state = Upto(store.last.pos)

\* Up to the committed mark the sink holds the output of just these records.
OutputIsExact ==
  /\ Len(file.lines) >= store.last.mark
  /\ SubSeq(file.lines, 1, store.last.mark) = Upto(store.last.pos)

\* Nothing can be seen that is not committed.
NothingIsShownTooEarly == file.visible <= store.last.mark

\* Generations, rounds and positions only grow, and only the latest generation commits.
OnlyGrows ==
  [][/\ store'.gen >= store.gen
     /\ store'.last.pos >= store.last.pos
     /\ store'.last # store.last =>
          store'.last.round = store.last.round + 1 /\ store'.last.gen = store.gen]_store

\* Not an invariant: a run that violates it has read and committed everything.
NeverDone == ~(store.last.pos = Records /\ file.visible = Records)
=============================================================================
