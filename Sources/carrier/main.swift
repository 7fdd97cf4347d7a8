import Foundation

// A descriptor below 3 that was closed would be the next file or socket to be opened, and be written into.
for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
    _ = open("/dev/null", O_RDWR)
}
signal(SIGPIPE, SIG_IGN)
let console = Console.standard()
let status = await EntryPoint.run(EntryPoint.words(of: CommandLine.unsafeArgv, count: CommandLine.argc), on: console)
exit(status.rawValue)
