import Foundation

signal(SIGPIPE, SIG_IGN)
let console = Console.standard()
let status = await FrontDoor.run(FrontDoor.words(of: CommandLine.unsafeArgv, count: CommandLine.argc), on: console)
exit(status.rawValue)
