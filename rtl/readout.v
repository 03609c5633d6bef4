// readout: counts output spikes per class; the winner is the class that first reached the highest
// count, in token order; without spikes class 0. One token per cycle unless stall_i.
// result_valid_o rises the cycle after the last end-of-step token and holds, with winner_o and the
// counts, until the first token of the next image. count_o is the count of count_class_i. first_o
// lets an external sink stall at step boundaries only.
`default_nettype none

module readout #(
  parameter CLASSES     = 64,           // >= 2
  parameter COUNT_WIDTH = 16,
  parameter ADDR_WIDTH  = 16,
  parameter CLASS_WIDTH = $clog2(CLASSES) // derived
) (
  input  wire                   clk_i,
  input  wire                   rst_i,
  input  wire                   stall_i,

  input  wire                   in_valid_i,
  output wire                   in_ready_o,
  // Classes use the low bits of the address.
  // verilator lint_off UNUSED
  input  wire [ADDR_WIDTH+1:0]  in_token_i,
  // verilator lint_on UNUSED
  output wire                   first_o,      // next token is the first of a step

  output wire                   result_valid_o,
  output wire [CLASS_WIDTH-1:0] winner_o,
  input  wire [CLASS_WIDTH-1:0] count_class_i,
  output wire [COUNT_WIDTH-1:0] count_o
);

  localparam [COUNT_WIDTH-1:0] ONE = 1;

  reg [COUNT_WIDTH-1:0] count_q [0:CLASSES-1];
  reg [COUNT_WIDTH-1:0] best_q;
  reg [CLASS_WIDTH-1:0] winner_q;
  reg                   done_q, first_q;

  wire                   last   = in_token_i[ADDR_WIDTH+1];
  wire                   eos    = in_token_i[ADDR_WIDTH];
  wire [CLASS_WIDTH-1:0] class_ = in_token_i[CLASS_WIDTH-1:0];
  wire                   accept = in_valid_i && in_ready_o;
  wire [COUNT_WIDTH-1:0] next   = (done_q ? {COUNT_WIDTH{1'b0}} : count_q[class_]) + ONE;

  assign in_ready_o     = !stall_i;
  assign first_o        = first_q;
  assign result_valid_o = done_q;
  assign winner_o       = winner_q;
  assign count_o        = count_q[count_class_i];

  always @(posedge clk_i) begin
    if (rst_i) begin
      done_q  <= 1'b0;
      first_q <= 1'b1;
    end else if (accept) begin
      done_q  <= eos && last;
      first_q <= eos;
    end
  end

  always @(posedge clk_i) begin
    if (rst_i || accept && done_q) begin
      best_q   <= {COUNT_WIDTH{1'b0}};
      winner_q <= {CLASS_WIDTH{1'b0}};
    end
    if (!rst_i && accept && !eos && (done_q || next > best_q)) begin
      best_q   <= next;
      winner_q <= class_;
    end
  end

  integer i;
  always @(posedge clk_i) begin
    if (rst_i || accept && done_q) begin
      for (i = 0; i < CLASSES; i = i + 1) count_q[i] <= {COUNT_WIDTH{1'b0}};
    end
    if (!rst_i && accept && !eos) count_q[class_] <= next;
  end

endmodule

`default_nettype wire
