/** What is read, by the text of the expression without spaces; of a call by that of what is called. */
export type Pattern = readonly [what: string, kind: "remote" | "local", matches: RegExp];

/** What tells a source wherever it stands. */
export const ATTRIBUTES: readonly Pattern[] = [
  ["an upload", "remote", /\brequest\.(?:files|FILES)\b/],
  [
    "a request",
    "remote",
    /(?:^|\.)(?:request|req)\.(?:data|body|get_data|get_json|json|form|args|cookies|POST|GET|stream|content|values|headers|raw_body|query|read|text|post)$/,
  ],
  ["the command line", "local", /^sys\.argv$/],
  ["the environment", "local", /^os\.environ$/],
];

/** What tells a source where it is called. */
export const CALLS: readonly Pattern[] = [
  [
    "a web socket",
    "remote",
    /(?:^|[._])(?:ws|websocket|web_socket)\.(?:recv|receive|receive_bytes|receive_text)$|\.receive_(?:bytes|text)$/i,
  ],
  [
    "a socket",
    "remote",
    /\.(?:recv|recvfrom|recv_into|recv_bytes|recv_multipart|recv_string|recvall)$|\brfile\.read(?:line)?$/,
  ],
  [
    "a queue",
    "remote",
    /\.(?:basic_get|receive_message|receive_messages|get_message|xread|blpop|brpop)$|(?:^|[._])(?:mq|consumer|subscriber)\.(?:get|poll|receive|pull)$/i,
  ],
  [
    "Redis or another shared cache",
    "remote",
    /(?:^|[._])(?:r|redis|redis_client|rdb|cache|memcache|mc)\.(?:get|mget|hget|hgetall|lpop|rpop|getset|smembers)$|(?:^|\.)(?:Strict)?Redis(?:\.from_url)?\(\)\.\w*(?:get|pop)\w*$/i,
  ],
  [
    "a download",
    "remote",
    /(?:^|\.)(?:requests|httpx|session|client)\.(?:get|post|request)$|\b(?:Session|Client|PoolManager|ClientSession)\(\)\.(?:get|post|request)$|\burlopen$|\burlretrieve$|\.get_object$|\bhf_hub_download$|\bsnapshot_download$|\.download_(?:file|fileobj|blob|as_bytes|as_string)$/,
  ],
  ["the command line", "local", /\.parse_args$|\.parse_known_args$/],
  ["the user", "local", /^(?:input|raw_input)$/],
  ["the environment", "local", /^os\.getenv$|^os\.environ\.get$/],
];
