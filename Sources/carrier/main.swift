import Foundation

signal(SIGPIPE, SIG_IGN)
let status = await FrontDoor.run(Array(CommandLine.arguments.dropFirst()), on: .standard())
exit(status.rawValue)
