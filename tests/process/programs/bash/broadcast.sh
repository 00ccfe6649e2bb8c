#!/usr/bin/env bash
# A node of broadcast, echo and unique-ids of bash and the programs that it starts: a coprocess, children in the
# background, date, sleep, reading with a time-out, $RANDOM. JSON is taken apart by regular expressions.
set -uo pipefail

retry_every=300000 # microseconds
id= # of the node
next_id=0
known=() # by value
declare -A lacks # "PEER VALUE" where a neighbour has not acknowledged one
declare -A sent  # msg_id -> "PEER VALUE VALUE..."
neighbours=()

send() { # send DEST BODY: one write, so that lines of several processes do not mix
  printf '{"src":"%s","dest":"%s","body":{%s}}\n' "$id" "$1" "$2"
}

reply() { # reply BODY: to the message at hand
  send "$src" "$1,\"in_reply_to\":$msg_id"
}

field() { # field NAME PATTERN: what stands there, in $found
  [[ $line =~ \"$1\":\ *$2 ]] && found=${BASH_REMATCH[1]}
}

learn() { # learn FROM VALUE...
  local from=$1 value peer
  shift
  for value; do
    [[ -z ${known[value]-} ]] || continue
    known[value]=1
    for peer in "${neighbours[@]}"; do
      [[ $peer == "$from" ]] || lacks["$peer $value"]=1
    done
  done
}

gossip() { # sends each neighbour what it lacks
  local peer key values
  sent=()
  for peer in "${neighbours[@]}"; do
    values=()
    for key in "${!lacks[@]}"; do
      [[ $key != "$peer "* ]] || values+=("${key#* }")
    done
    ((${#values[@]})) || continue
    ((++next_id))
    sent[$next_id]="$peer ${values[*]}"
    send "$peer" "\"type\":\"gossip\",\"msg_id\":$next_id,\"messages\":[$(IFS=,; echo "${values[*]}")]"
  done
}

acknowledged() { # acknowledged MSG_ID
  local words
  read -ra words <<<"${sent[$1]-}"
  local peer=${words[0]-} value
  for value in "${words[@]:1}"; do
    unset "lacks[$peer $value]"
  done
}

mint() { # the coprocess: an id a line that it is given
  while read -r _; do
    echo "$(date +%s%N)-$BASHPID-$RANDOM$RANDOM$RANDOM-$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')"
  done
}

handle() {
  local found src= msg_id=0 type=
  field src '"([^"]*)"' && src=$found
  field msg_id '([0-9]+)' && msg_id=$found
  field type '"([^"]*)"' && type=$found
  case $type in
    init)
      field node_id '"([^"]*)"' && id=$found
      echo "$id starts at $(date +%T.%N)" >&2
      reply '"type":"init_ok"'
      ;;
    topology)
      field "$id" '\[([^]]*)\]' && read -ra neighbours <<<"${found//[\",]/ }"
      reply '"type":"topology_ok"'
      ;;
    broadcast)
      field message '([0-9]+)' && learn '' "$found"
      reply '"type":"broadcast_ok"'
      ;;
    gossip)
      # shellcheck disable=SC2086
      field messages '\[([^]]*)\]' && learn "$src" ${found//,/ }
      reply '"type":"gossip_ok"'
      ;;
    gossip_ok) field in_reply_to '([0-9]+)' && acknowledged "$found" ;;
    read) reply "\"type\":\"read_ok\",\"messages\":[$(IFS=,; echo "${!known[*]}")]" ;;
    echo)
      # Later, by a child.
      field echo '("([^"\\]|\\.)*")' && { sleep 0.004; reply "\"type\":\"echo_ok\",\"echo\":$found"; } &
      ;;
    generate)
      echo >&"${minter[1]}"
      read -r found <&"${minter[0]}"
      reply "\"type\":\"generate_ok\",\"id\":\"$found\""
      ;;
    *) reply "\"type\":\"error\",\"code\":10,\"text\":\"no such request: $type\"" ;;
  esac
}

coproc minter { mint; }
due=0
while true; do
  now=${EPOCHREALTIME/./} # without a child, for this is asked often
  if ((due <= now)); then
    gossip
    due=$((now + retry_every))
  fi
  # Bash reads byte by byte: only the first is waited for with a time-out.
  if IFS= read -r -t 0.1 -N 1 first; then
    IFS= read -r rest || break
    line=$first$rest
    handle
  elif (($? <= 128)); then
    break
  fi
done
exec {minter[1]}>&-
wait
