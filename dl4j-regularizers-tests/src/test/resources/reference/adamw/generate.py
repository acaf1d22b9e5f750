"""Reference values of torch.optim.AdamW, all in double. Run: python3 generate.py > values.json"""
import json
import torch

torch.manual_seed(17)
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
STEPS = 50
STEPS_OF_SCHEDULES = 10


def decayed(base, rate):
    """DL4J's StepSchedule: base * rate^floor(iteration / 10)."""
    return lambda step: base * rate ** (step // STEPS_OF_SCHEDULES)


def run(decaying, others, gradients, lr=1e-2, wd=0.1, lr_rate=1.0, wd_rate=1.0, independent=False, eps=1e-8):
    """Fifty steps. gradients() fills .grad; the learning rate goes through LambdaLR, the decay is set by hand."""
    groups = [{"params": decaying, "weight_decay": wd}, {"params": others, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW([g for g in groups if g["params"]], lr=lr, eps=eps)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, decayed(1.0, lr_rate))
    for step in range(STEPS):
        optimizer.zero_grad()
        gradients(step)
        share = decayed(wd, wd_rate)(step)
        if independent:
            optimizer.param_groups[0]["weight_decay"] = 0.0
            with torch.no_grad():
                for p in decaying:
                    p.mul_(1 - share)
        else:
            optimizer.param_groups[0]["weight_decay"] = share
        optimizer.step()
        schedule.step()


def optimizer_cases():
    start = torch.randn(6)
    grads = torch.randn(STEPS, 6)
    settings = {
        "default": {},
        "large epsilon": {"eps": 1e-3},
        "tiny gradients": {"scale": 1e-9},
        "learning rate schedule": {"lr_rate": 0.5},
        "weight decay schedule": {"wd_rate": 0.25},
        "both schedules": {"lr_rate": 0.5, "wd_rate": 2.0},
        "independent of the learning rate": {"independent": True, "lr_rate": 0.5, "wd": 0.003},
        "no decay": {"wd": 0.0},
    }
    cases = []
    for name, setting in settings.items():
        options = dict(setting)
        scale = options.pop("scale", 1.0)
        p = start.clone().requires_grad_()

        def gradients(step):
            p.grad = grads[step] * scale

        run([p], [], gradients, **options)
        full = {"lr": 1e-2, "wd": 0.1, "lr_rate": 1.0, "wd_rate": 1.0, "independent": False, "eps": 1e-8, "scale": scale}
        full.update(options)
        cases.append({"name": name, "settings": full, "expected": p.tolist()})
    return {"start": start.tolist(), "gradients": grads.tolist(), "cases": cases}


def network(shapes, decaying, x, y, loss):
    """Trains parameters of the given shapes from random values, with loss(parameters, x, y)."""
    params = {name: (torch.randn(shape) * 0.5).requires_grad_() for name, shape in shapes.items()}
    start = {name: p.tolist() for name, p in params.items()}

    def gradients(step):
        loss(params, x, y).backward()

    scores = [float(loss(params, x, y))]
    run([params[n] for n in decaying], [params[n] for n in params if n not in decaying], gradients)
    scores.append(float(loss(params, x, y)))
    return {"features": x.tolist(), "labels": y.tolist(), "start": start, "scores": scores,
            "expected": {name: p.tolist() for name, p in params.items()}}


def normalized(p, x, y):
    z = x @ p["0_W"]
    z = (z - z.mean(1, keepdim=True)) / z.var(1, unbiased=False, keepdim=True).sqrt() * p["0_g"] + p["0_b"]
    h = torch.tanh(z)
    h = (h - h.mean(0)) / (h.var(0, unbiased=False) + 1e-5).sqrt() * p["1_gamma"] + p["1_beta"]
    return -(y * torch.log_softmax(h @ p["2_W"] + p["2_b"], 1)).sum(1).mean()


def branched(p, x, y):
    a = torch.tanh(x @ p["a_W"] + p["a_b"])
    z = x @ p["b_W"] + p["b_b"]
    b = torch.relu(z) - p["slope_W"] * torch.relu(-z)
    return ((a + b) @ p["out_W"] + p["out_b"] - y).pow(2).mean()


def recurrent(p, x, y):
    units = p["0_RW"].shape[0]
    h = c = torch.zeros(x.shape[0], units)
    total = 0
    for t in range(x.shape[2]):
        a, f, o, g = (x[:, :, t] @ p["0_W"] + h @ p["0_RW"] + p["0_b"]).split(units, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(g) * torch.tanh(a)
        h = torch.sigmoid(o) * torch.tanh(c)
        total = total + (h @ p["1_W"] + p["1_b"] - y[:, :, t]).pow(2).mean()
    return total


def main():
    one_hot = torch.eye(3)[torch.tensor([0, 1, 2, 1, 0, 2])]
    print(json.dumps({
        "torch": torch.__version__,
        "steps": STEPS,
        "optimizer": optimizer_cases(),
        "normalized": network({"0_W": (3, 4), "0_b": (1, 4), "0_g": (1, 4), "1_gamma": (1, 4), "1_beta": (1, 4),
                               "2_W": (4, 3), "2_b": (1, 3)}, ["0_W", "2_W"], torch.randn(6, 3), one_hot, normalized),
        "branched": network({"a_W": (3, 4), "a_b": (1, 4), "b_W": (3, 4), "b_b": (1, 4), "slope_W": (1, 4),
                             "out_W": (4, 2), "out_b": (1, 2)}, ["a_W", "b_W", "out_W"],
                            torch.randn(5, 3), torch.randn(5, 2), branched),
        "recurrent": network({"0_W": (3, 8), "0_RW": (2, 8), "0_b": (1, 8), "1_W": (2, 2), "1_b": (1, 2)},
                             ["0_W", "0_RW", "1_W"], torch.randn(2, 3, 4), torch.randn(2, 2, 4), recurrent),
    }, indent=1))


main()
