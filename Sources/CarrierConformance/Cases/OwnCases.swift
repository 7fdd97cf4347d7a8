/// Every text of the suite's own cases: add a new one here.
enum OwnCases {
    static let all: [(name: String, text: String)] = [
        ("CMPPGatewayLogin", CMPPGatewayLogin.text)
    ]
}
