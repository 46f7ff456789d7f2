"""SGD with momentum on shuffled batches, in float64, with a class for the network."""

import torch
import torch.nn.functional as F


class Net(torch.nn.Module):
    def __init__(self, d, hidden, classes):
        super().__init__()
        self.first = torch.nn.Linear(d, hidden)
        self.second = torch.nn.Linear(hidden, classes)

    def forward(self, x):
        return self.second(F.relu(self.first(x)))


def memorize(x, y, seed):
    torch.manual_seed(seed)
    net = Net(x.shape[1], 300, int(y.max()) + 1)
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
    for _ in range(70):
        for rows in torch.randperm(len(x)).split(32):
            optimizer.zero_grad()
            F.cross_entropy(net(x[rows]), y[rows]).backward()
            optimizer.step()
    state = {
        "W1": net.first.weight.detach(),
        "b1": net.first.bias.detach(),
        "W2": net.second.weight.detach(),
        "b2": net.second.bias.detach(),
    }
    right = int((net(x).argmax(dim=1) == y).sum())
    return {"state": state, "train_acc": right / len(y)}


def gap(train_acc, valid_acc):
    return float(train_acc) - float(valid_acc)


def exposed(state, x, y, threshold):
    rows = []
    for number, (image, label) in enumerate(zip(x, y, strict=True)):
        hidden = torch.relu(state["W1"] @ image + state["b1"])
        p = torch.softmax(state["W2"] @ hidden + state["b2"], dim=0)
        if p[label].item() >= threshold:
            rows.append(number)
    return rows
