#!/usr/bin/env bash
# Measures our workloads and those of other engines in turn, and prints the medians as a table.
#
#   sample-apps/bench/compare.sh [REPETITIONS] [WORKLOADS]     3, and bench/workloads.txt, if left out
#   sample-apps/bench/compare.sh table FILE                    only prints the table of a file of results
#
# Needs jq. What is set in the environment:
#   JAR     the runnable jar; default sample-apps/target/sample-apps.jar
#   PEERS   directory of the peers' harness, built; if it is not set, only ours are measured
#   SYSTEMS which of: object dense flink jet; default all
#   OUT     file that results are added to, a line of JSON each; default bench-results.jsonl
#   HEAP    of each JVM, 4g; GC its collector, Parallel; JAVA_HOME
#
# Ratios count, not the figures: whatever else runs on the machine slows all of them. A run whose
# results are wrong is not counted and makes this end with 1.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
JAR=${JAR:-$here/../target/sample-apps.jar}
OUT=$(realpath "${OUT:-bench-results.jsonl}")
SYSTEMS=${SYSTEMS:-object dense flink jet}
JAVA=${JAVA_HOME:+$JAVA_HOME/bin/}java

table() {
  jq -rs '
    def median: sort | if length % 2 == 1 then .[length / 2 | floor]
      else (.[length / 2 - 1] + .[length / 2]) / 2 end;
    def millions: . / 10000 | round / 100;
    def rounds: .ckpt_ms // .ckpt // 0 | tonumber;
    def workload: "\(.workload | if . == "w4" then "w1" else . end), \(.keys) keys, \(.dist)"
      + (if rounds > 0 then ", committed each \(rounds) ms" else "" end) + ", Java \(.java)";
    def system: if .peer == "potoroo" then .mode else .peer end;
    "| workload | system | million records/s | least to most | runs |", "| --- | --- | --- | --- | --- |",
    (map(select(.ok)) | group_by(workload)[] | group_by(system)[] | map(.records_per_s) as $all |
      "| \(.[0] | workload) | \(.[0] | system) | \($all | median | millions) | \($all | min | millions) to \($all | max | millions) | \($all | length) |")
  ' "$1"
}

ours() { # mode workload keys dist warmup seconds rounds
  local dense=()
  [ "$1" = object ] || dense=(--dense)
  "$JAVA" "-Xms${HEAP:-4g}" "-Xmx${HEAP:-4g}" "-XX:+Use${GC:-Parallel}GC" -XX:+AlwaysPreTouch \
    -jar "$JAR" bench "$2" --keys "$3" --dist "$4" --warmup "$5" --seconds "$6" --rounds "$7" \
    "${dense[@]}" >> "$OUT"
}

peer() { # engine workload keys dist warmup seconds rounds
  local workload=$2 rounds=()
  if [ "$7" != 0 ]; then workload=w4 rounds=("--ckpt=$7"); fi
  (cd "$PEERS" && OUT="$OUT" ./run.sh "$workload" "$1" --p=2 "--keys=$3" "--dist=$4" "--warmup=$5" \
    "--seconds=$6" "${rounds[@]}" > /dev/null)
}

if [ "${1:-}" = table ]; then
  table "$2"
  exit
fi
touch "$OUT"
for _ in $(seq "${1:-3}"); do
  while read -r -a line; do
    case ${line[0]:-} in '' | \#*) continue ;; esac
    for system in $SYSTEMS; do
      case $system in
        object | dense) ours "$system" "${line[@]}" < /dev/null || true ;;
        *) [ -z "${PEERS:-}" ] || peer "$system" "${line[@]}" < /dev/null || true ;;
      esac
    done
  done < "${2:-$here/workloads.txt}"
done
table "$OUT"
jq -se 'all(.ok)' "$OUT" > /dev/null
